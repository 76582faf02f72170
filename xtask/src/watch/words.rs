//! What watch says, in both languages. A text that is missing in a language does not compile.

use crate::lang::Lang;

/// Names a text and what it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Say {
    // Around the verdict.
    WholeSet { points: u32, max_points: u32 },
    Compiling,
    Testing,
    Times { build_ms: u64, run_ms: u64 },
    BeforeThisSave,
    Lines { first: usize, last: usize, all: usize },
    Waiting,
    // The verdict.
    Errors { count: usize },
    MoreFail { count: usize },
    EditNext,
    ExerciseDone { name: String },
    SetDone,
    // Keys, each as key and word.
    Keys,
    ListKeys,
    HintKeys,
    HelpKeys,
    ResetKeys,
    // Other screens.
    ListTitle,
    Stale,
    ResetAsk { name: String },
    ResetKept,
    HelpTitle,
    Help,
    // One-line notices.
    PageAt { path: String },
    PageOpened { path: String },
    PageComes,
    NoPage,
    NotReset { error: String },
    StartedAnew,
    NoTerminal,
    RunEnded,
    NothingToHint,
    // Hints.
    HintTitle { level: usize, title: String },
    ReadStep { number: u32, statement: String },
    FirstErrorFirst,
    CompilerAdvice,
    BackToCompiling,
    AskAsleep { thread: String, condvar: String },
    AskLocked { threads: String },
    AskStuck { thread: String },
    AskPanicked { thread: String },
    AskShown,
    AskValues,
    AskAgain,
    Places,
    TestIs { place: String },
    Compare,
    StepInAll,
    Modules { number: u32, modules: String },
}

impl Say {
    /// Returns the text in `lang`.
    pub(super) fn to_text(&self, lang: Lang) -> String {
        match lang {
            Lang::En => self.english(),
            Lang::Fr => self.french(),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::WholeSet { points, max_points } => format!("whole set {points}/{max_points}"),
            Self::Compiling => "Compiling…".into(),
            Self::Testing => "Testing…".into(),
            Self::Times { build_ms, run_ms } => {
                format!("compiled in {}, tested in {}", seconds(*build_ms, '.'), seconds(*run_ms, '.'))
            }
            Self::BeforeThisSave => "as it was before this save".into(),
            Self::Lines { first, last, all } => format!("lines {first}–{last} of {all}, ↓ for more"),
            Self::Waiting => "The verdict comes here, and again each time that you save.".into(),
            Self::Errors { count } => format!("{count} errors; the first one matters most."),
            Self::MoreFail { count: 1 } => "One more test of this step fails.".into(),
            Self::MoreFail { count } => format!("{count} more tests of this step fail."),
            Self::EditNext => "Next to write:".into(),
            Self::ExerciseDone { name } => format!("All of {name} is done. Press n for the next exercise."),
            Self::SetDone => "The whole set is done: every test of every exercise passes.".into(),
            Self::Keys => "h hint|t timeline|n next|l list|r reset|q quit|? help".into(),
            Self::ListKeys => "↑↓ choose|Enter take|Esc back|q quit".into(),
            Self::HintKeys => "h tell me more|t timeline|Esc back|q quit".into(),
            Self::HelpKeys => "Esc back|q quit".into(),
            Self::ResetKeys => "y reset|n keep".into(),
            Self::ListTitle => "Exercises".into(),
            Self::Stale => "? changed since it was graded last".into(),
            Self::ResetAsk { name } => format!("Start {name} over?"),
            Self::ResetKept => "Its src folder becomes as it was handed out. What you wrote is kept in backups/.".into(),
            Self::HelpTitle => "Keys".into(),
            Self::Help => "\
h|the hint for what stands in the way; again for a more telling one, three in all
t|the timeline of the failure as a page in the browser
n|the next exercise that is not complete
l|all exercises, to choose from
r|the exercise as it was handed out; asks first
g|grade again without a save
↑ ↓ PgUp PgDn|the rest of what is too long for the screen
Ctrl-Z|back to the shell; `fg` returns
q|quit; next time watch goes on here"
                .into(),
            Self::PageAt { path } => format!("The timeline is {path}"),
            Self::PageOpened { path } => format!("The timeline opens in the browser: {path}"),
            Self::PageComes => "Drawing the timeline…".into(),
            Self::NoPage => "There is no timeline of this: it shows what several threads do.".into(),
            Self::NotReset { error } => format!("Nothing was reset: {error}"),
            Self::StartedAnew => "Your progress could not be read and starts anew; your work is untouched.".into(),
            Self::NoTerminal => {
                "watch needs a terminal; `cargo xtask grade` prints the same once".into()
            }
            Self::RunEnded => "the run ended without a verdict; press g to grade again".into(),
            Self::NothingToHint => "There is nothing to hint at.".into(),
            Self::HintTitle { level, title } => format!("Hint {level} of 3: {title}"),
            Self::ReadStep { number, statement } => format!("Nothing is written here yet. Read step {number} in {statement}."),
            Self::FirstErrorFirst => "Mend the first error first: the others often follow from it. It names a line and underlines what the compiler does not accept.".into(),
            Self::CompilerAdvice => "The compiler itself advises:".into(),
            Self::BackToCompiling => "Take back the last change until it compiles (undo in the editor), then take it up in smaller pieces, saving after each. The compiler explains every error at length:".into(),
            Self::AskAsleep { thread, condvar } => format!("`{thread}` sleeps on `{condvar}`, and at the end nobody is left to wake it. Which thread makes true what it waits for, and what does that thread do right after?"),
            Self::AskLocked { threads } => format!("At the end a lock is wanted that does not become free (by {threads}). Who holds it, and what does that thread wait for meanwhile?"),
            Self::AskStuck { thread } => format!("`{thread}` waits and nothing will come. Who should have sent it something, closed what it reads from, or ended?"),
            Self::AskPanicked { thread } => format!("`{thread}` panicked. Go up the timeline from there: which is the last row at which everything was still right?"),
            Self::AskShown => "Nobody is stuck, and yet the result is wrong. Go through the timeline row by row: where would you have expected another thread to act?".into(),
            Self::AskValues => "This test needs no schedule to fail. What does it call, and what does it expect to get?".into(),
            Self::AskAgain => "There is no verdict yet: press g to grade again.".into(),
            Self::Places => "This is where the threads stand at the end:".into(),
            Self::TestIs { place } => format!("The test is at {place}."),
            Self::Compare => "Press t: beside this schedule there is one that passes. Find the first step at which they part.".into(),
            Self::StepInAll => "This is what the whole step is to do:".into(),
            Self::Modules { number, modules } => format!("Step {number} may use {modules}."),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::WholeSet { points, max_points } => format!("en tout {points}/{max_points}"),
            Self::Compiling => "Compilation…".into(),
            Self::Testing => "Tests en cours…".into(),
            Self::Times { build_ms, run_ms } => {
                format!("compilé en {}, testé en {}", seconds(*build_ms, ','), seconds(*run_ms, ','))
            }
            Self::BeforeThisSave => "avant cet enregistrement".into(),
            Self::Lines { first, last, all } => format!("lignes {first} à {last} sur {all}, ↓ pour la suite"),
            Self::Waiting => "Le verdict s'affichera ici, puis à chaque enregistrement.".into(),
            Self::Errors { count } => format!("{count} erreurs ; la première est celle qui compte."),
            Self::MoreFail { count: 1 } => "Un autre test de cette étape échoue.".into(),
            Self::MoreFail { count } => format!("{count} autres tests de cette étape échouent."),
            Self::EditNext => "À écrire maintenant :".into(),
            Self::ExerciseDone { name } => format!("{name} est terminé. La touche n passe à l'exercice suivant."),
            Self::SetDone => "Tout est terminé : tous les tests de tous les exercices passent.".into(),
            Self::Keys => "h indice|t chronologie|n suivant|l liste|r à zéro|q quitter|? aide".into(),
            Self::ListKeys => "↑↓ choisir|Entrée prendre|Échap retour|q quitter".into(),
            Self::HintKeys => "h en dire plus|t chronologie|Échap retour|q quitter".into(),
            Self::HelpKeys => "Échap retour|q quitter".into(),
            Self::ResetKeys => "o remettre à zéro|n garder".into(),
            Self::ListTitle => "Exercices".into(),
            Self::Stale => "? modifié depuis la dernière note".into(),
            Self::ResetAsk { name } => format!("Reprendre {name} à zéro ?"),
            Self::ResetKept => "Son dossier src redevient tel que distribué. Ce que vous avez écrit est gardé dans backups/.".into(),
            Self::HelpTitle => "Touches".into(),
            Self::Help => "\
h|un indice sur ce qui bloque ; encore h pour un indice plus précis, trois en tout
t|la chronologie de l'échec, sous forme de page dans le navigateur
n|l'exercice suivant qui n'est pas terminé
l|tous les exercices, au choix
r|l'exercice tel que distribué ; demande confirmation
g|noter de nouveau sans enregistrer
↑ ↓ PgUp PgDn|la suite de ce qui dépasse l'écran
Ctrl-Z|retour au shell ; `fg` ramène ici
q|quitter ; la prochaine fois, on reprend ici"
                .into(),
            Self::PageAt { path } => format!("La chronologie est dans {path}"),
            Self::PageOpened { path } => format!("La chronologie s'ouvre dans le navigateur : {path}"),
            Self::PageComes => "La chronologie se prépare…".into(),
            Self::NoPage => "Il n'y a pas de chronologie ici : elle montre ce que font plusieurs threads.".into(),
            Self::NotReset { error } => format!("Rien n'a été remis à zéro : {error}"),
            Self::StartedAnew => "Votre avancement n'a pas pu être lu et repart de zéro ; votre travail est intact.".into(),
            Self::NoTerminal => "watch a besoin d'un terminal ; `cargo xtask grade` affiche la même chose une fois".into(),
            Self::RunEnded => "l'exécution s'est terminée sans verdict ; la touche g note de nouveau".into(),
            Self::NothingToHint => "Il n'y a rien à souffler.".into(),
            Self::HintTitle { level, title } => format!("Indice {level} sur 3 : {title}"),
            Self::ReadStep { number, statement } => format!("Rien n'est encore écrit ici. Lisez l'étape {number} dans {statement}."),
            Self::FirstErrorFirst => "Corrigez d'abord la première erreur : les autres en découlent souvent. Elle donne une ligne et souligne ce que le compilateur n'accepte pas.".into(),
            Self::CompilerAdvice => "Le compilateur lui-même conseille :".into(),
            Self::BackToCompiling => "Revenez en arrière jusqu'à ce que cela compile (annuler, dans l'éditeur), puis reprenez par petits morceaux, en enregistrant après chacun. Le compilateur explique longuement chaque erreur :".into(),
            Self::AskAsleep { thread, condvar } => format!("`{thread}` dort sur `{condvar}` et, à la fin, plus personne ne peut le réveiller. Quel thread rend vrai ce qu'il attend, et que fait ce thread juste après ?"),
            Self::AskLocked { threads } => format!("À la fin, un verrou attendu ne se libère pas (par {threads}). Qui le tient, et qu'attend ce thread pendant ce temps ?"),
            Self::AskStuck { thread } => format!("`{thread}` attend et rien ne viendra. Qui aurait dû lui envoyer quelque chose, fermer ce qu'il lit, ou se terminer ?"),
            Self::AskPanicked { thread } => format!("`{thread}` a paniqué. Remontez la chronologie à partir de là : à quelle ligne tout était-il encore juste pour la dernière fois ?"),
            Self::AskShown => "Personne n'est bloqué et pourtant le résultat est faux. Suivez la chronologie ligne à ligne : où auriez-vous attendu qu'un autre thread agisse ?".into(),
            Self::AskValues => "Ce test échoue quel que soit l'entrelacement. Qu'appelle-t-il, et qu'attend-il en retour ?".into(),
            Self::AskAgain => "Il n'y a pas encore de verdict : la touche g note de nouveau.".into(),
            Self::Places => "Voici où se trouvent les threads à la fin :".into(),
            Self::TestIs { place } => format!("Le test se trouve à {place}."),
            Self::Compare => "Appuyez sur t : à côté de cet entrelacement, il y en a un qui réussit. Cherchez le premier pas où ils se séparent.".into(),
            Self::StepInAll => "Voici tout ce que l'étape doit faire :".into(),
            Self::Modules { number, modules } => format!("L'étape {number} peut utiliser {modules}."),
        }
    }
}

/// Renders milliseconds as seconds with one decimal.
fn seconds(milliseconds: u64, comma: char) -> String {
    let tenths = (milliseconds + 50) / 100;
    format!("{}{comma}{} s", tenths / 10, tenths % 10)
}
