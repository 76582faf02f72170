//! What `cargo xtask --help` says.

use crate::lang::Lang;

/// Returns the help in `lang`.
pub(super) fn text(lang: Lang) -> &'static str {
    match lang {
        Lang::En => EN,
        Lang::Fr => FR,
    }
}

const EN: &str = "\
cargo xtask COMMAND [--lang en|fr]

  list                      the exercises
  grade [EXERCISE…]         grade your work; without a name, all of it
      --solutions           the instructor's solutions instead
      --submission DIR      a folder that holds src, or a whole repository
      --all                 the timeline of every failure, not only of the first
      --format FORMAT       text (default), json, gradescope, classroom50, github
      --seed N              other inputs for the tests of values
  hint EXERCISE [TEST]      a hint for a test; without one, for the first that fails
  replay TOKEN              the failure that `grade` printed, again
      --solutions, --submission DIR   as for `grade`
  timeline TOKEN            the same as a page, beside a schedule that passes
  timeline EXERCISE/TEST    what a test does by itself
      --open                show the page in the browser
      --out FILE            write it there
  quiz [PATTERN]            questions, some of them about interleavings
  diff EXERCISE             your work beside the solution, where there is one
      --submission DIR      as for `grade`
      --html FILE           as a page
  reset EXERCISE            the exercise as handed out; your work is kept in backups/

Exit status: 0 full marks, 1 less, 2 bad input.
";

const FR: &str = "\
cargo xtask COMMANDE [--lang en|fr]

  list                      les exercices
  grade [EXERCICE…]         noter votre travail ; sans nom, tout
      --solutions           les solutions de l'enseignant à la place
      --submission DOSSIER  un dossier qui contient src, ou un dépôt entier
      --all                 la chronologie de chaque échec, pas seulement du premier
      --format FORMAT       text (par défaut), json, gradescope, classroom50, github
      --seed N              d'autres entrées pour les tests de valeurs
  hint EXERCICE [TEST]      un indice pour un test ; sans test, pour le premier qui échoue
  replay JETON              l'échec que `grade` a affiché, de nouveau
      --solutions, --submission DOSSIER   comme pour `grade`
  timeline JETON            le même sous forme de page, à côté d'un entrelacement qui réussit
  timeline EXERCICE/TEST    ce qu'un test fait de lui-même
      --open                montrer la page dans le navigateur
      --out FICHIER         l'écrire là
  quiz [MOTIF]              des questions, dont certaines sur les entrelacements
  diff EXERCICE             votre travail à côté de la solution, s'il y en a une
      --submission DOSSIER  comme pour `grade`
      --html FICHIER        sous forme de page
  reset EXERCICE            l'exercice tel que distribué ; votre travail est gardé dans backups/

Code de sortie : 0 tous les points, 1 moins, 2 entrée incorrecte.
";
