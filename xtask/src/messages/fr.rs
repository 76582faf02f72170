//! The messages in French.

use super::Message;
use crate::grade::intake::Why;
use crate::grade::runner::{Waiting, What, Who};
use crate::grade::sandbox::Level;

pub(super) fn text(message: &Message) -> String {
    use Message as M;
    match message {
        M::NoSuchCommand { name } => {
            format!("la commande `{name}` n'existe pas ; `cargo xtask --help` en donne la liste")
        }
        M::NoSuchOption { command, name } => format!("`{command}` n'a pas d'option --{name}"),
        M::NoSuchFormat { name } => {
            format!("le format `{name}` n'existe pas : c'est text, json, gradescope, classroom50 ou github")
        }
        M::NoSuchLanguage { name } => format!("la langue `{name}` n'existe pas : c'est en ou fr"),
        M::Usage { usage } => format!("usage : cargo xtask {usage}"),
        M::ExcludeEachOther => "--solutions et --submission s'excluent".into(),
        M::BadArgument { error } => format!("ligne de commande incorrecte : {error}"),
        M::NoSuchExercise { name, known } => {
            format!("l'exercice `{name}` n'existe pas ; il y a : {}", known.join(", "))
        }
        M::NoSuchTest { exercise, name } => {
            format!("l'exercice `{exercise}` n'a pas de test noté `{name}`")
        }
        M::ManyForOneFolder => {
            "le rendu porte sur un seul exercice : nommez-le, comme dans `grade producer-consumer --submission DOSSIER`".into()
        }
        M::BrokenToken => "ceci n'est pas un jeton de reprise : copiez-le en entier, de `producer-consumer/` au dernier chiffre".into(),
        M::TokenNeedsSubmission => {
            "ce jeton a été produit avec `--submission DOSSIER` : indiquez le même dossier".into()
        }
        M::TokenOfOther { token, given } => {
            format!("ce jeton a été produit pour {token}, et non pour {given}")
        }
        M::Unreadable { path, error } => format!("impossible de lire {path} : {error}"),
        M::NotUtf8 { path } => format!("{path} n'est pas du texte en UTF-8"),
        M::NoSources { folder, file } => format!("il n'y a pas de fichier {file} dans {folder}"),
        M::TooDeep { folder, limit } => {
            format!("{folder} : plus de {limit} niveaux de dossiers")
        }
        M::TooManyFiles { limit } => format!("src contient plus de {limit} fichiers"),
        M::TooLarge { what, limit } => format!("{what} dépasse {limit} octets"),
        M::Ignored(why) => ignored(*why).into(),
        M::EndlessLoop => {
            "Boucle sans fin : le test a épuisé son budget de temps processeur, sans attendre ni finir.".into()
        }
        M::Deadlock { threads } => deadlock(threads),
        M::TooSlow { seconds } => format!(
            "Non noté : après {seconds} s, le test n'était ni terminé, ni à court de temps processeur, ni \
             bloqué pour de bon. La machine est trop lente en ce moment, ou quelque chose dort. Aucun point n'est perdu : recommencez."
        ),
        M::StackOverflow => "Débordement de pile : une fonction s'appelle elle-même sans fin.".into(),
        M::Crash { ending } => format!("Débordement de pile ou plantage ({ending})."),
        M::Abort { ending } => format!("Le processus s'est interrompu brutalement ({ending})."),
        M::Killed { ending } => format!(
            "Non noté : le processus a été arrêté de l'extérieur ({ending}), faute de mémoire peut-être. Recommencez."
        ),
        M::NoVerdict { ending } => {
            format!("Le processus s'est terminé sans verdict (code de sortie {ending}).")
        }
        M::NoTrueReport => "Ce que le processus a remis n'est pas un rapport de ce test.".into(),
        M::FailedAfterVerdict { ending } => {
            format!("Le processus a échoué après son verdict (code de sortie {ending}).")
        }
        M::NotDone { step, task } => format!("pas encore fait : étape {step} : {task}"),
        M::ValuesFirst { title } => {
            format!("Ceci ne compte que si les valeurs sont justes : « {title} » échoue.")
        }
        M::BehaviourFirst { title } => {
            format!(
                "Sur de vrais threads, un code faux peut réussir par chance : ceci ne compte que si tous les tests explorés jusqu'à cette étape réussissent. « {title} » ne réussit pas."
            )
        }
        M::FirstBuild => {
            "Compilation de ce dont les tests ont besoin ; seule la première fois est aussi longue…".into()
        }
        M::Downloading => "Téléchargement de ce dont les tests ont besoin ; cette fois seulement…".into(),
        M::StillRunning { title } => format!("Toujours en cours : {title}…"),
        _ => rendering(message),
    }
}

fn rendering(message: &Message) -> String {
    use Message as M;
    match message {
        M::Step { number, title } => format!("Étape {number} : {title}"),
        M::Total => "Total".into(),
        M::Refused => {
            "Non noté : le contrôle des sources a trouvé ce qu'un exercice ne doit pas utiliser.".into()
        }
        M::NotBuilt => "Non noté : le code ne compile pas.".into(),
        M::IgnoredFiles => "Laissé de côté dans le dossier :".into(),
        M::Printed => "Affiché :".into(),
        M::HintLabel => "indice".into(),
        M::ReplayLabel => "reprise".into(),
        M::NotGradedPoints { points } => {
            format!("{points} points n'ont pas pu être notés : ils ne sont ni gagnés ni perdus.")
        }
        M::NothingDone { points } => {
            format!("Aucun test ne passe encore : 0 point sur {points}. La marche à suivre :")
        }
        M::NextIs { number, title } => format!("Ensuite : étape {number}, {title}."),
        M::Read { path } => format!("Lisez {path}"),
        M::Edit { place, task } => format!("Modifiez {place} : {task}"),
        M::FirstFailure { title, command } => {
            format!("Regardez le premier échec, « {title} » : {command}")
        }
        M::Then { command } => format!("Puis de nouveau : {command}"),
        M::MendThen { command } => format!("Corrigez d'abord cela, puis de nouveau : {command}"),
        M::MoreTimelines => "Ce qu'ont fait les threads dans les autres échecs :".into(),
        M::AllDone => "Tout est fait : tous les tests passent.".into(),
        M::Isolated { level: Level::L1 } => {
            "Isolation L1 : une vérification pour soi, pas une note.".into()
        }
        M::Isolated { level } => format!("Isolation {level}."),
        M::CodeChanged => "Le code a changé depuis que ce jeton a été affiché.".into(),
        M::ScheduleMisfit => {
            "L'ordonnancement ne correspond plus au code ; notez de nouveau pour un autre jeton.".into()
        }
        M::ReplayPasses { changed: true } => "Avec le code actuel, le test passe dans cet ordonnancement. D'autres peuvent échouer : notez de nouveau.".into(),
        M::ReplayPasses { changed: false } => "Le test passe dans cet ordonnancement.".into(),
        M::ReplayNotPossible => "Les tests sur de vrais threads ne peuvent pas être rejoués : leur ordonnancement n'est pas conservé.".into(),
        M::PictureLabel => "image".into(),
        M::PictureIs { path } => format!("La page est {path}"),
        M::NoPicture => "Rien n'a été enregistré : le test ne se termine pas, ou n'a encore rien à montrer. `cargo xtask grade` dit pourquoi.".into(),
        M::NoSuchQuiz { name, known } => {
            format!("il n'y a pas de questions sur `{name}` ; il y en a sur : {}", known.join(", "))
        }
        M::QuizIntro { questions } => format!("{questions} questions. Plusieurs choix peuvent être justes : nommez-les tous, comme dans `a c`. Ctrl-D termine."),
        M::QuizLetters { last } => format!("Des lettres de a à {last}, s'il vous plaît."),
        M::QuizRight => "Juste.".into(),
        M::QuizWrong { letters } => format!("Pas tout à fait ; la bonne réponse : {letters}"),
        M::QuizScore { right, asked } => format!("{right} sur {asked} justes."),
        M::HintFor { name, title } => format!("{title} ({name})"),
        M::NothingToHint => "Tous les tests passent : il n'y a rien à souffler.".into(),
        M::OtherHints => "Encore ouverts ; `cargo xtask hint` aide pour chacun :".into(),
        M::AlreadyReset { path } => {
            format!("{path} est tel qu'il a été distribué : rien n'a changé.")
        }
        M::WasReset { path, backup } => {
            format!("{path} est tel qu'il a été distribué. Ce qui s'y trouvait est dans {backup}")
        }
        M::NoSolutions => "il n'y a pas ici de solution à laquelle comparer".into(),
        M::Written { path } => format!("Écrit : {path}"),
        M::DiffLegend => "- seulement dans le travail rendu ; + seulement dans la solution ; ~ ailleurs dans la solution".into(),
        M::DiffSame => "identique".into(),
        M::DiffDiffers => "diffère".into(),
        M::DiffMissing => "absent du travail rendu".into(),
        M::DiffOnlyTheirs => "absent de la solution".into(),
        M::DiffOtherName { name } => format!("s'appelle {name} dans le travail rendu"),
        M::ListFooter { example } => format!("Pour commencer : {example}"),
        _ => unreachable!("a message of the first part"),
    }
}

fn ignored(why: Why) -> &'static str {
    match why {
        Why::NotRust => "pas un fichier .rs",
        Why::Link => "un lien",
        Why::Special => "ni un fichier ni un dossier",
        Why::OddName => "son nom a d'autres caractères que lettres, chiffres et _",
        Why::Outside => "hors de src",
    }
}

fn deadlock(threads: &[Waiting]) -> String {
    let each: Vec<String> = threads
        .iter()
        .map(|Waiting { who: waiting, what }| match what {
            What::Lock => format!(
                "{} attend un verrou ou une variable de condition",
                who(waiting)
            ),
            What::Parked => format!("{} attend un canal, ou d'être réveillé", who(waiting)),
            What::End(other) => format!("{} attend la fin de {}", who(waiting), who(other)),
        })
        .collect();
    format!(
        "Interblocage : tous les threads attendent, et aucun ne peut en réveiller un autre : {}.",
        each.join(" ; ")
    )
}

fn who(who: &Who) -> String {
    match who {
        Who::Test => "le test".into(),
        Who::Named(name) => format!("`{name}`"),
        Who::Unnamed => "un thread sans nom".into(),
    }
}
