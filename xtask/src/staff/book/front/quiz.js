// Lets a quiz be answered. Without it, the page is a list of questions with answers to unfold.
"use strict";
{
  const score = document.querySelector(".quiz-score");
  const words = score ? JSON.parse(score.dataset.words) : {};
  const quizzes = [...document.querySelectorAll("fieldset.quiz")];
  const outcomes = new Map();

  function element(name, attributes, text) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  }

  // Says of each choice whether it was well made, in words: colour alone would not reach everybody.
  function mark(label) {
    const right = label.hasAttribute("data-right");
    const chosen = label.querySelector("input").checked;
    const said = right ? (chosen ? `✓ ${words.well}` : `○ ${words.missed}`) : chosen ? `✗ ${words.no}` : "";
    label.querySelector(".mark").textContent = said;
    return right === chosen;
  }

  function check(quiz, verdict) {
    const labels = [...quiz.querySelectorAll("label")];
    if (!labels.some((label) => label.querySelector("input").checked)) {
      verdict.textContent = words.first;
      return;
    }
    // Every label gets its mark, also after a wrong one.
    const right = labels.map(mark).every(Boolean);
    verdict.textContent = right ? `✓ ${words.right}` : `✗ ${words.wrong}`;
    quiz.nextElementSibling.open = true;
    outcomes.set(quiz, right);
    const count = [...outcomes.values()].filter(Boolean).length;
    score.textContent = words.score.replace("{right}", count).replace("{asked}", outcomes.size);
  }

  for (const quiz of quizzes) {
    const button = element("button", { type: "button" }, words.check);
    const verdict = element("span", { class: "verdict", role: "status" }, "");
    button.addEventListener("click", () => check(quiz, verdict));
    quiz.append(button, verdict);
    quiz.addEventListener("keydown", (event) => {
      // The book turns pages with the arrows: not while somebody chooses.
      if (event.key.startsWith("Arrow")) event.stopPropagation();
      if (event.key === "Enter" && event.target.matches("input")) check(quiz, verdict);
    });
  }
}
