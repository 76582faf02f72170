# Ce que lisent les étudiants, en français. Les espaces insécables devant « : ; ! ? % » et à l'intérieur
# des guillemets sont mises à l'affichage (`typography.rs`).

## Help

Help =
    cargo xtask COMMANDE [--lang en|fr]

      watch [EXERCICE]          votre poste de travail : note à chaque enregistrement, donne des
                                indices, se souvient d'où vous en êtes ; c'est aussi ce que fait
                                `cargo xtask` seul dans un terminal
      list                      les exercices
      grade [EXERCICE…]         noter votre travail ; sans nom, tout
          --solutions           les solutions de l'enseignant à la place
          --submission DOSSIER  un dossier qui contient src, ou un dépôt entier
          --all                 la chronologie de chaque échec, pas seulement du premier
          --format FORMAT       text (par défaut), json, gradescope, classroom50, github
          --seed N              d'autres entrées pour les tests de valeurs
      hint EXERCICE             un indice pour ce qui bloque
          --more                aussi un autre, plus précis ; deux fois : les trois
      hint EXERCICE TEST        ce que conseille l'auteur d'un test
      replay JETON              l'échec que `grade` a affiché, de nouveau
          --solutions, --submission DOSSIER   comme pour `grade`
      timeline JETON            le même sous forme de page, à côté d'un entrelacement qui réussit
      timeline EXERCICE/TEST    ce qu'un test fait de lui-même
      timeline FICHIER.json     une exécution réelle, enregistrée par
                                `cargo run --example … -- --trace FICHIER.json`
          --open                montrer la page dans le navigateur
          --out FICHIER         l'écrire là
      quiz [MOTIF]              des questions, dont certaines sur les entrelacements
      diff EXERCICE             votre travail à côté de la solution, s'il y en a une
          --submission DOSSIER  comme pour `grade`
          --html FICHIER        sous forme de page
      reset EXERCICE            l'exercice tel que distribué ; votre travail est gardé dans backups/

    Code de sortie : 0 tous les points, 1 moins, 2 entrée incorrecte.

## Bad input

NoSuchCommand = la commande `{ $name }` n'existe pas ; `cargo xtask --help` en donne la liste
NoSuchOption = `{ $command }` n'a pas d'option --{ $name }
NoSuchFormat = le format `{ $name }` n'existe pas : c'est text, json, gradescope, classroom50 ou github
NoSuchLanguage = la langue `{ $name }` n'existe pas : c'est en ou fr
Usage = usage : cargo xtask { $command ->
    [grade] grade [EXERCICE…]
    [replay] replay JETON
    [timeline] timeline JETON|EXERCICE/TEST|FICHIER.json
    [diff] diff EXERCICE
    [hint] hint EXERCICE [TEST | --more…]
    [quiz] quiz [MOTIF]
    [reset] reset EXERCICE
    [watch] watch [EXERCICE]
   *[other] { $command }
}
ExcludeEachOther = --solutions et --submission s'excluent
DidYouMean = { $error }. Vouliez-vous dire `{ $near }` ?
NoSuchFlag = l'option `{ $name }` n'existe pas
NeedsValue = l'option `{ $option }` demande une valeur
TakesNoValue = l'option `{ $option }` ne prend pas de valeur, telle que `{ $value }`
NotANumber = l'option `{ $option }` demande un nombre entier de 0 à { $most }, et non `{ $value }`
NotUnicode = `{ $value }` n'est pas du texte en UTF-8
Error = erreur : { $error }
CannotMove = impossible de déplacer { $path } : { $error }
CannotWrite = impossible d'écrire { $path } : { $error }
NoSuchExercise = l'exercice `{ $name }` n'existe pas ; il y a : { $known }
NoSuchTest = l'exercice `{ $exercise }` n'a pas de test noté `{ $name }`
ManyForOneFolder = le rendu porte sur un seul exercice : nommez-le, comme dans `grade producer-consumer --submission DOSSIER`
BrokenToken = ceci n'est pas un jeton de reprise : copiez-le en entier, de `producer-consumer/` au dernier chiffre
TokenNeedsSubmission = ce jeton a été produit avec `--submission DOSSIER` : indiquez le même dossier
TokenOfOther = ce jeton a été produit pour { $token }, et non pour { $given }
Unreadable = impossible de lire { $path } : { $error }
NotUtf8 = { $path } n'est pas du texte en UTF-8
NoSources = il n'y a pas de fichier { $file } dans { $folder }
TooDeep = { $folder } : plus de { $limit } niveaux de dossiers
TooManyFiles = src contient plus de { $limit } fichiers
TooLarge = { $what } dépasse { $limit } octets

## What the system says

NotThere = ce fichier ou ce dossier n'existe pas
NotPermitted = permission refusée
IsAFolder = c'est un dossier
ThroughNoFolder = une partie de ce chemin n'est pas un dossier
ThereAlready = ce nom est déjà pris
DiskFull = le disque est plein

## What was not taken

Ignored = { $why ->
    [link] un lien
    [special] ni un fichier ni un dossier
    [odd-name] son nom a d'autres caractères que lettres, chiffres et _
    [outside] hors de src
   *[not-rust] pas un fichier .rs
}

## What the source check refuses

NoUnsafe = `unsafe` n'est pas permis dans un exercice.
NoReading = `{ $name }!` lit des fichiers ou l'environnement à la compilation.
NoAssembly = `{ $name }!` introduit du code machine dans le programme.
NoPathAttribute = `#[path]` va chercher un module ailleurs.
NoAttribute = L'attribut `{ $name }` ne figure pas parmi ceux qui sont permis.
NoExtern = `extern` fait appel à d'autres crates ou à d'autres langages.
NoStd = `std::{ $name }` n'est pas permis dans un exercice.
NotAllOfStd = Seuls certains éléments de `std::{ $name }` sont permis.
NotWhole = `{ $name }` pris en entier cache les modules qui sont utilisés.
NoFacade = `pattern_sync::{ $name }` n'est pas permis dans ce fichier.
NoThreadLocal = Le `thread_local!` de `std` ne connaît pas les threads de l'explorateur.
NoMacroName = Une macro appelle une macro dont on lui passe le nom.
NoMacroAttribute = Une macro fabrique un attribut.
NoNesting = Les parenthèses sont imbriquées trop profondément.
NotReadable = Le contrôle des sources ne peut pas lire ce fichier.
NotCompiledTo = Une fois compilé, ce code recourt à ce qui n'est pas permis : { $what }.

## What to use instead

SafeRustSuffices = Chaque étape se résout sans `unsafe`.
WriteTheValue = Écrivez ici le code ou la valeur elle-même.
RemoveIt = Retirez-le.
PutTheModuleInItsPlace = Placez le module dans src/<son nom>.rs.
UseTheTwoCrates = Utilisez seulement `std` et `pattern_sync`, qui se passent d'`extern`.
Use = Utilisez `{ $path }`.
NotNeeded = L'exercice n'en a pas besoin.
NameTheItems = Nommez les éléments : { $items }.
NameTheModule = Nommez le module, comme dans `{ $example }`.
MayUse = Il peut utiliser : { $modules }.
KeepItInTheStructure = Gardez la valeur dans la structure que les threads partagent.
WriteItOut = Écrivez-le en toutes lettres, ou utilisez une fonction.
SplitIntoFunctions = Répartissez le code en fonctions.
WritePlainRust = Écrivez-le en Rust ordinaire.

## Why a test did not pass

EndlessLoop = Boucle sans fin : le test a épuisé son budget de temps processeur, sans attendre ni finir.
Deadlock = Interblocage : tous les threads attendent, et aucun ne peut en réveiller un autre : { $threads }.
WaitsForLock = { $who } attend un verrou ou une variable de condition
WaitsParked = { $who } attend un canal, ou d'être réveillé
WaitsForEnd = { $who } attend la fin de { $other }
TheTest = le test
AThread = `{ $name }`
AThreadWithoutName = un thread sans nom
TooSlow =
    Non noté : après { $seconds } s, le test n'était ni terminé, ni à court de temps processeur, ni bloqué pour de bon.
    La machine est trop lente en ce moment, ou quelque chose dort. Aucun point n'est perdu : recommencez.
JudgeTooSlow =
    Non noté : les réponses étaient là, mais leur vérification n'aboutissait pas. La machine est trop lente en ce moment, ou elles sont faites pour être longues à vérifier.
    Aucun point n'est perdu : recommencez.
StackOverflow = Débordement de pile : une fonction s'appelle elle-même sans fin.
Crash = Débordement de pile ou plantage ({ $ending }).
Abort = Le processus s'est interrompu brutalement ({ $ending }).
Killed = Non noté : le processus a été arrêté de l'extérieur ({ $ending }), faute de mémoire peut-être. Recommencez.
NoVerdict = Le processus s'est terminé sans verdict (code de sortie { $ending }).
NoTrueReport = Ce que le processus a remis n'est pas un rapport de ce test.
FailedAfterVerdict = Le processus a échoué après son verdict (code de sortie { $ending }).
NotDone = pas encore fait, étape { $step } : { $task }
ValuesFirst = Ceci ne compte que si les valeurs sont justes : « { $title } » échoue.
BehaviourFirst = Sur de vrais threads, un code faux peut réussir par chance : ceci ne compte que si tous les tests explorés jusqu'à cette étape réussissent. « { $title } » ne réussit pas.

## Progress

FirstBuild = Compilation de ce dont les tests ont besoin ; seule la première fois est aussi longue…
Downloading = Téléchargement de ce dont les tests ont besoin ; cette fois seulement…
StillRunning = Toujours en cours : { $title }…

## The result

Step = Étape { $number } : { $title }
Total = Total
Refused = Non noté : le contrôle des sources a trouvé ce qu'un exercice ne doit pas utiliser.
NotBuilt = Non noté : le code ne compile pas.
CompilerEnded = erreur : le compilateur a épuisé son temps ou sa mémoire sur ce code
CouldNotBuild = Non noté, sans que le code y soit pour rien : la machine n'a pas pu le compiler.
NothingHandedIn = Rien n'a été rendu pour cet exercice.
HiddenTest = Ce test est caché : ce qu'il fait n'est pas montré.
IgnoredFiles = Laissé de côté dans le dossier :
Printed = Affiché :
HintLabel = indice
ReplayLabel = reprise
PictureLabel = image
NotGradedPoints = { $points ->
    [one] { $points } point n'a pas pu être noté : il n'est ni gagné ni perdu.
   *[other] { $points } points n'ont pas pu être notés : ils ne sont ni gagnés ni perdus.
}
NothingDone = Aucun test ne passe encore : 0 point sur { $points }. La marche à suivre :
NextIs = Ensuite : étape { $number }, { $title }.
Read = Lisez { $path }
Edit = Modifiez { $place } : { $task }
FirstFailure = Regardez le premier échec, « { $title } » : { $command }
Then = Puis de nouveau : { $command }
AllDone = Tout est fait : tous les tests passent.
MendThen = Corrigez d'abord cela, puis de nouveau : { $command }
MoreTimelines = Ce qu'ont fait les threads dans les autres échecs :
Isolated = { $level ->
    [L1] Isolation L1 : une vérification pour soi, pas une note.
   *[other] Isolation { $level }.
}
GradedWith = Noté avec : { $exercise } { $suite }, explorateur { $explorer }.

Seed = Entrées de la graine { $seed } : `--seed { $seed }` les redonne.
Marks = { $max ->
    [one] { $points }/{ $max } point
   *[other] { $points }/{ $max } points
}

## Replay

CodeChanged = Le code a changé depuis que ce jeton a été affiché.
ScheduleMisfit = L'ordonnancement ne correspond plus au code ; notez de nouveau pour obtenir un autre jeton.
ReplayPasses = { $changed ->
    [yes] Avec le code actuel, le test passe dans cet ordonnancement. D'autres peuvent échouer : notez de nouveau.
   *[no] Le test passe dans cet ordonnancement.
}
ReplayNotPossible = les tests sur de vrais threads ne peuvent pas être rejoués : leur ordonnancement n'est pas conservé.

## Pictures

PictureIs = La page est { $path }
NoBrowser = Aucun navigateur ne s'ouvre d'ici : ouvrez la page vous-même.
NoPicture =
    Rien n'a été enregistré : le test ne se termine pas, ou n'a encore rien à montrer.
    `cargo xtask grade` dit pourquoi.

## The page of a picture

PageFails = Un entrelacement qui échoue
PagePasses = Un entrelacement qui réussit
PageStep = pas
PageThread = thread
PageEvent = ce qu'il fait
PagePlace = ligne du source
PageOmitted = événements du même genre
PageAtTheEnd = À la fin
PageAllEnded = À la fin, tous les threads sont terminés.
PageKeys = ↓ et ↑ (ou j et k) avancent et reculent, Début et Fin vont aux extrémités{ $compares ->
    [yes] , c change d'entrelacement.
   *[no] .
}
PagePrevious = reculer
PageNext = avancer
PageRunning = pourrait avancer
PageBlocked = attend
PageHolds = tient un verrou
PageUnlock = déverrouillé → verrouillé
PageNotify = notifié → réveillé
PageSend = envoyé → reçu
PageStart = lancé, rejoint
PageDiffers = À partir d'ici, les deux diffèrent.
PageOf = sur

## A real run

PageRecorded = Une exécution réelle
PageTime = temps
RunWorks = travaille
RunIdles = attend ou dort
RunWakesAnother = réveille
RunStartsAnother = lance
RunOverview = Une barre pleine travaille, une demi-barre dort, un trait fin attend.
RunSubtitle = { $threads ->
    [one] { $threads } thread
   *[other] { $threads } threads
}, { $time }
RunIncomplete = L'enregistrement était plein : il manque { $spans } intervalles.
RunBegins = commence
RunEnds = se termine
RunDoes = commence : { $what }
RunHasDone = a fini : { $what }
RunWaits = attend { $what }
RunSleeps = dort
RunGoesOn = reprend
RunStarts = lance { $name }
RunWakes = réveille { $name }
RunSpent = ({ $time }) : { $shares }
RunAtWork = { $percent } % à travailler
RunSlept = { $percent } % à dormir
RunWaited = { $percent } % à attendre { $what }
RunFigure = Barre pleine : travaille. Ligne pointillée : attend. Flèche : réveille l'autre.
RunFigureSleeps = Demi-barre en tirets : dort.
NotARecording = { $path } n'est pas un enregistrement fait avec `--trace`

## What threads of a real run wait for

ForALock = un verrou
ForALockToRead = un verrou, pour lire
ForALockToWrite = un verrou, pour écrire
ForANotification = une notification
ForANotificationForATime = une notification, pour un temps
ForTheOthers = les autres à une barrière
ForRoomInAChannel = de la place dans un canal
ForAnItemOfAChannel = un élément d'un canal
ForAPermission = un « unpark »
ForAPermissionForATime = un « unpark », pour un temps
ForTheScope = les threads d'une portée
ForTheEndOfAThread = la fin d'un thread
ForTheEndOf = la fin de { $name }
ForRoomInTheQueue = de la place dans la file
ForAnItemOfTheQueue = un élément de la file
ForTheEndOfAllItems = la fin de tous les éléments
ForALatch = un loquet
ForARequestToStop = une demande d'arrêt
ForATask = une tâche
ForAResult = un résultat
ForRoomForATask = de la place pour une tâche
ForRoomBeforeTheNextStage = de la place devant l'étape suivante
ForAnItemForTheStage = un élément pour l'étape
ForTheMembers = les membres d'un groupe
ForTheEndOfAllTasks = la fin de toutes les tâches
ForAllResults = tous les résultats
ForTheNextDeadline = la prochaine échéance
ForItsCarrier = le thread qui travaille à sa place
WorkMap = map
WorkShuffle = brassage
WorkReduce = reduce

## Quiz

NoSuchQuiz = il n'y a pas de questions sur `{ $name }` ; il y en a sur : { $known }
QuizIntro = { $questions ->
    [one] { $questions } question.
   *[other] { $questions } questions.
} Plusieurs choix peuvent être justes : nommez-les tous, comme dans `a c`. `q` termine.
QuizLetters = Des lettres de a à { $last }, s'il vous plaît.
QuizRight = Juste.
QuizWrong = Pas tout à fait ; la bonne réponse : { $letters }
QuizScore = { $right ->
    [one] { $right } réponse juste sur { $asked }.
   *[other] { $right } réponses justes sur { $asked }.
}

## Hints

HintFor = { $title } ({ $name })
NothingToHint = Tous les tests passent : il n'y a rien à souffler.
MoreHints = Plus précis : { $command }
OtherHints = Restent aussi à résoudre ; `cargo xtask hint` aide pour chacun :

## Watch

WatchWholeSet = en tout { $points }/{ $max_points }
WatchCompiling = Compilation…
WatchTesting = Tests en cours… { $ended } sur { $all }
WatchTimes = compilé en { $build } s, testé en { $run } s
WatchStopped = arrêt au bout de { $build } s
WatchBefore = avant cet enregistrement
WatchSoFar = les autres tests sont en cours
WatchLines = { $below ->
    [yes] { $above ->
        [yes] lignes { $first } à { $last } sur { $all }, ↑ ↓ pour le reste
       *[no] lignes { $first } à { $last } sur { $all }, ↓ pour la suite
    }
   *[no] lignes { $first } à { $last } sur { $all }, ↑ pour le début
}
WatchWaiting = Le verdict s'affichera ici, puis à chaque enregistrement.
WatchErrors = { $count } erreurs ; la première est celle qui compte.
WatchMoreFail = { $count ->
    [one] Un autre test de cette étape échoue.
   *[other] { $count } autres tests de cette étape échouent.
}
WatchEditNext = À écrire maintenant :
WatchExerciseDone = { $name } est terminé. La touche n passe à l'exercice suivant.
WatchSetDone = Tout est terminé : tous les tests de tous les exercices passent.
WatchExercises = Exercices
WatchStale = ? modifié depuis la dernière note
WatchResetAsk = Reprendre { $name } à zéro ?
WatchResetKept = Son dossier src redevient tel que distribué. Ce que vous avez écrit est gardé dans backups/.
WatchPageComes = La chronologie se prépare…
WatchPageAt = La chronologie est dans { $path }
WatchPageOpens = La chronologie s'ouvre dans le navigateur : { $path }
WatchNoPage = Il n'y a pas de chronologie ici : elle montre ce que font plusieurs threads.
WatchNotReset = Rien n'a été remis à zéro : { $error }
WatchNotKept = Votre avancement n'a pas pu être gardé : { $error }
WatchStartedAnew = Votre avancement n'a pas pu être lu et repart de zéro ; votre travail est intact.
WatchRunEnded = L'exécution s'est terminée sans verdict ; la touche g note de nouveau.
WatchNoTerminal = watch a besoin d'un terminal ; `cargo xtask grade` affiche la même chose une fois
WatchNoExercises = il n'y a pas d'exercices ici

## Watch: the keys

KeyEnter = Entrée
KeyEscape = Échap
KeyPages = Pg préc/suiv
KeyYes = o
DoesHint = indice
DoesMoreHint = un indice plus précis
DoesTimeline = chronologie
DoesNext = suivant
DoesList = liste
DoesReset = à zéro
DoesQuit = quitter
DoesHelp = aide
DoesChoose = choisir
DoesTake = prendre
DoesBack = retour
DoesKeep = garder
Keys = Touches
ExplainHint = un indice sur ce qui bloque ; encore une fois pour un indice plus précis, trois en tout
ExplainTimeline = la chronologie de l'échec, sous forme de page dans le navigateur
ExplainNext = l'exercice suivant qui n'est pas terminé
ExplainList = tous les exercices, au choix
ExplainReset = l'exercice tel que distribué ; demande confirmation
ExplainAgain = noter de nouveau sans enregistrer
ExplainScroll = la suite de ce qui dépasse l'écran
ExplainSuspend = retour au shell ; `fg` ramène ici
ExplainQuit = quitter ; la prochaine fois, on reprend ici

## Hints, each more telling than the one before

HintTitle = Indice { $level } sur 3 : { $title }
HintTask = Voici ce qui vient ensuite : { $task }.
HintReadStep = Rien n'est encore écrit ici. Lisez l'étape { $number } dans { $statement }.
HintFirstError = Corrigez d'abord la première erreur : les autres en découlent souvent. Elle donne une ligne et souligne ce que le compilateur n'accepte pas.
HintCompilerEnded = Le compilateur n'est pas allé au bout. Si cela se reproduit, regardez la dernière modification : une macro qui s'appelle elle-même, un type ou une constante qui grossit sans fin ?
HintCompiler = Le compilateur lui-même conseille :
HintSmaller = Revenez en arrière jusqu'à ce que cela compile (annuler, dans l'éditeur), puis reprenez par petits morceaux, en enregistrant après chacun.
HintExplain = Le compilateur explique longuement ce genre d'erreur :
HintAsleep = `{ $thread }` dort sur `{ $condvar }` et, à la fin, plus personne ne peut le réveiller. Quel thread rend vrai ce qu'il attend, et que fait ce thread juste après ?
HintLocked = À la fin, un verrou attendu ne se libère pas (par { $threads }). Qui le tient, et qu'attend ce thread pendant ce temps ?
HintStuck = `{ $thread }` attend et rien ne viendra. Qui aurait dû lui envoyer quelque chose, fermer ce qu'il lit, ou se terminer ?
HintPanicked = `{ $thread }` a paniqué. Remontez la chronologie à partir de là : à quelle ligne tout était-il encore juste pour la dernière fois ?
HintPanickedThen = `{ $thread }` a paniqué, après quoi `{ $other }` attend pour toujours. Si le test veut cette panique, qui devait réveiller les autres ? Sinon, remontez la chronologie à partir d'elle.
HintHolding = `{ $thread }` s'endort en tenant `{ $lock }`, que réclame celui qui pourrait le réveiller. Quel verrou `Condvar::wait` relâche-t-il, et lequel ne relâche-t-il pas ?
HintBusy = `{ $thread }` tourne en rond sans jamais dormir. Qu'est-ce qui doit devenir vrai pour qu'il continue, qui le rend vrai, et où pourrait-il dormir en attendant ?
HintPolls = Seule l'horloge réveille `{ $thread }`, qui regarde alors si quelque chose a changé. Qui fait ce changement, et comment pourrait-il réveiller `{ $thread }` aussitôt ?
HintAlone = Le travail a été fait, mais par un seul thread. Où faut-il en lancer d'autres, et pour faire quoi ?
HintOutlives = Le test exécute ce code maintes fois, chaque fois depuis le début. Qu'est-ce qui, dans ce code, survit à une exécution ou change de l'une à l'autre : un `static`, l'horloge, le hasard ?
HintCrashed = Le processus s'est terminé avant la fin du test ; le verdict dit comment. Une fonction s'appelle-t-elle sans fin, ou quelque chose arrête-t-il tout le processus ?
HintValues = Ce test échoue quel que soit l'entrelacement. Qu'appelle-t-il, et qu'attend-il en retour ?
HintAgainBy = Il n'y a pas encore de verdict : `{ $command }` note de nouveau.
HintAgain = Il n'y a pas encore de verdict : la touche g note de nouveau.
HintPlaces = Voici où se trouvent les threads à la fin :
HintTestIs = Voici le test, { $place } :
HintCompareBy = `{ $command }` montre cet entrelacement pas à pas et, à côté, un autre qui réussit, s'il y en a un : cherchez le premier pas où ils se séparent.
HintCompare = La touche t montre cet entrelacement pas à pas et, à côté, un autre qui réussit, s'il y en a un : cherchez le premier pas où ils se séparent.
HintWholeStep = Voici tout ce que l'étape doit faire :
HintModules = L'étape { $number } peut utiliser { $modules }.

## Reset

AlreadyReset = { $path } est tel qu'il a été distribué : rien n'a changé.
WasReset = { $path } est de nouveau tel qu'il a été distribué. Ce qui s'y trouvait est dans { $backup }

## Diff

NoSolutions = il n'y a pas ici de solution à laquelle comparer
Written = Écrit : { $path }
DiffLegend = - seulement dans le travail rendu ; + seulement dans la solution ; ~ ailleurs dans la solution
DiffSame = identique
DiffDiffers = diffère
DiffMissing = absent du travail rendu
DiffOnlyTheirs = absent de la solution
DiffOtherName = s'appelle { $name } dans le travail rendu

## List

ListFooter = Pour commencer : { $example }

## Lists within a sentence

Clauses = { $before } ; { $after }
