//! The words of the book that stand in no text: of its own pages, and of mdBook's, which knows English only.

use crate::lang::Lang;

/// What the book says around its texts.
pub(super) struct Words {
    /// The name of the language, in itself.
    pub(super) language: &'static str,
    /// On the switch, in the language that it leads to.
    pub(super) read_in_this: &'static str,
    pub(super) title: &'static str,
    pub(super) welcome: &'static str,
    pub(super) exercise: &'static str,
    pub(super) quiz: &'static str,
    pub(super) quiz_intro: &'static str,
    pub(super) question: &'static str,
    pub(super) choices: &'static str,
    pub(super) answer: &'static str,
    pub(super) check: &'static str,
    pub(super) right: &'static str,
    pub(super) wrong: &'static str,
    pub(super) chosen_well: &'static str,
    pub(super) missed: &'static str,
    pub(super) not_so: &'static str,
    pub(super) choose_first: &'static str,
    pub(super) score: &'static str,
    pub(super) of: &'static str,
    pub(super) step_through: &'static str,
    pub(super) back_to_lesson: &'static str,
}

pub(super) fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &ENGLISH,
        Lang::Fr => &FRENCH,
    }
}

const ENGLISH: Words = Words {
    language: "English",
    read_in_this: "Read this page in English",
    title: "Parallel patterns",
    welcome: "Welcome",
    exercise: "Exercise",
    quiz: "Quiz",
    quiz_intro: "One choice may be right, or several: pick all of them. The same questions in the terminal:",
    question: "Question",
    choices: "Your choice",
    answer: "Answer",
    check: "Check",
    right: "Right.",
    wrong: "Not quite.",
    chosen_well: "right",
    missed: "right, and not chosen",
    not_so: "wrong",
    choose_first: "Choose at least one.",
    score: "Right answers:",
    of: "of",
    step_through: "Step through it",
    back_to_lesson: "back to the lesson",
};

const FRENCH: Words = Words {
    language: "Français",
    read_in_this: "Lire cette page en français",
    title: "Motifs parallèles",
    welcome: "Bienvenue",
    exercise: "Exercice",
    quiz: "Quiz",
    quiz_intro: "Une réponse peut être juste, ou plusieurs : choisissez-les toutes. Les mêmes questions dans le terminal :",
    question: "Question",
    choices: "Votre choix",
    answer: "Réponse",
    check: "Vérifier",
    right: "Juste.",
    wrong: "Pas tout à fait.",
    chosen_well: "juste",
    missed: "juste, et pas choisi",
    not_so: "faux",
    choose_first: "Choisissez au moins une réponse.",
    score: "Réponses justes :",
    of: "sur",
    step_through: "Le parcourir pas à pas",
    back_to_lesson: "retour à la leçon",
};
