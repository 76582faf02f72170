//! Words: what the pages say around the results, which have their own language already.

use crate::grade::model::Status;
use crate::lang::Lang;

/// What the pages say; where a number follows or precedes, the page puts it.
pub(super) struct Words {
    pub(super) class: &'static str,
    pub(super) submissions_graded: &'static str,
    pub(super) mean: &'static str,
    pub(super) median: &'static str,
    pub(super) of: &'static str,
    pub(super) points: &'static str,
    pub(super) not_graded: &'static str,
    pub(super) distribution: &'static str,
    pub(super) percent_of_the_points: &'static str,
    pub(super) which_fail_most: &'static str,
    pub(super) none: &'static str,
    pub(super) more: &'static str,
    pub(super) test: &'static str,
    pub(super) marks: &'static str,
    pub(super) student: &'static str,
    pub(super) some_without_a_verdict: &'static str,
    pub(super) does_not_compile: &'static str,
    pub(super) uses_what_is_not_allowed: &'static str,
    pub(super) marks_of: &'static str,
    pub(super) points_without_a_verdict: &'static str,
    pub(super) could_not_compile: &'static str,
    pub(super) step: &'static str,
    pub(super) not_taken: &'static str,
    pub(super) suite: &'static str,
    pub(super) explorer: &'static str,
    pub(super) graded: &'static str,
    pub(super) isolation: &'static str,
    pub(super) sources: &'static str,
    pub(super) what_the_threads_did: &'static str,
    pub(super) what_it_printed: &'static str,
    pub(super) again: &'static str,
    /// Between a word and what explains it.
    pub(super) colon: &'static str,
    /// Between two halves of a sentence.
    pub(super) semicolon: &'static str,
    passed: &'static str,
    failed: &'static str,
    not_done: &'static str,
    not_run: &'static str,
    no_verdict: &'static str,
}

impl Words {
    /// Returns the word for what became of a test.
    pub(super) fn status(&self, status: Status) -> &'static str {
        match status {
            Status::Passed => self.passed,
            Status::Failed => self.failed,
            Status::NotDone => self.not_done,
            Status::NotRun => self.not_run,
            Status::NotGraded => self.no_verdict,
        }
    }
}

/// Returns the words of a language.
pub(super) fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::En => &ENGLISH,
        Lang::Fr => &FRENCH,
    }
}

const ENGLISH: Words = Words {
    class: "The class",
    submissions_graded: "submissions graded",
    mean: "mean",
    median: "median",
    of: "of",
    points: "points",
    not_graded: "Not graded",
    distribution: "Distribution",
    percent_of_the_points: "percent of the points",
    which_fail_most: "Which tests fail most",
    none: "None.",
    more: "more.",
    test: "test",
    marks: "Marks",
    student: "student",
    some_without_a_verdict: "some tests have no verdict",
    does_not_compile: "The code does not compile.",
    uses_what_is_not_allowed: "The code uses what is not allowed.",
    marks_of: "Marks of",
    points_without_a_verdict: "points have no verdict, through no fault of the code: they are neither earned nor lost.",
    could_not_compile: "The machine could not compile the code, which is not to blame.",
    step: "Step",
    not_taken: "not taken from what was handed in",
    suite: "suite",
    explorer: "explorer",
    graded: "Graded",
    isolation: "isolation",
    sources: "sources",
    what_the_threads_did: "What the threads did",
    what_it_printed: "What it printed",
    again: "Again:",
    colon: ": ",
    semicolon: "; ",
    passed: "passed",
    failed: "failed",
    not_done: "not done",
    not_run: "not run",
    no_verdict: "not graded",
};

const FRENCH: Words = Words {
    class: "La classe",
    submissions_graded: "rendus notés",
    mean: "moyenne",
    median: "médiane",
    of: "sur",
    points: "points",
    not_graded: "Non notés",
    distribution: "Répartition",
    percent_of_the_points: "pour cent des points",
    which_fail_most: "Les tests qui échouent le plus",
    none: "Aucun.",
    more: "autres.",
    test: "test",
    marks: "Notes",
    student: "étudiant",
    some_without_a_verdict: "certains tests sont sans verdict",
    does_not_compile: "Le code ne compile pas.",
    uses_what_is_not_allowed: "Le code emploie ce qui n'est pas permis.",
    marks_of: "Notes de",
    points_without_a_verdict: "points sont sans verdict, sans que le code y soit pour rien\u{a0}: ni obtenus, ni perdus.",
    could_not_compile: "La machine n'a pas pu compiler le code, qui n'y est pour rien.",
    step: "Étape",
    not_taken: "laissés de côté dans le rendu",
    suite: "suite de tests",
    explorer: "explorateur",
    graded: "Noté",
    isolation: "isolation",
    sources: "sources",
    what_the_threads_did: "Ce que les threads ont fait",
    what_it_printed: "Ce qui a été affiché",
    again: "À rejouer\u{a0}:",
    colon: "\u{a0}: ",
    semicolon: "\u{a0}; ",
    passed: "réussi",
    failed: "échoué",
    not_done: "à faire",
    not_run: "non lancé",
    no_verdict: "sans verdict",
};
