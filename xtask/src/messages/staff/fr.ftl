# Ce que lisent les étudiants sur les pages que font les enseignants, en français. Les espaces
# insécables sont mises à l'affichage (`typography.rs`). Ce qui est entre deux ** est mis en gras,
# ce qui est entre deux accents graves, en code.

## What became of a test

TestIs = { $status ->
    [passed] réussi
    [failed] échoué
    [not-done] à faire
    [not-run] non lancé
   *[not-graded] sans verdict
}

## Why there are no marks

SubmissionNotGraded = Non noté : { $why }
DoesNotCompile = Le code ne compile pas.
UsesWhatIsNotAllowed = Le code emploie ce qui n'est pas permis.

## Why a submission cannot be graded

# Chacune suit le nom du fichier ou du dossier rendu.
IsNeitherFolderNorZip = n'est ni un dossier ni un fichier zip
AreSeveral = sont { $count } rendus d'un même étudiant
CannotBeRead = ne peut pas être lu : { $why }
CannotBeUnpacked = ne peut pas être décompressé : { $why }
CannotBeTaken = ne peut pas être pris : { $why }
CannotBeGraded = ne peut pas être noté : { $why }
GraderFailed = ne peut pas être noté, car le correcteur a échoué : { $why }
ArchiveTooLarge = dépasse { $limit } octets (avec `target` dedans ?)
IsNoZip = { $begins ->
    [empty] n'est pas un fichier zip lisible : il est vide
    [zip] n'est pas un fichier zip lisible : il est abîmé, ou la fin manque
    [rar] n'est pas un fichier zip lisible : c'est une archive rar
    [seven-zip] n'est pas un fichier zip lisible : c'est une archive 7z
    [gzip] n'est pas un fichier zip lisible : c'est une archive gzip
   *[other] n'est pas un fichier zip lisible : c'est autre chose, malgré son nom
}
IsBrokenZip = n'est pas un fichier zip lisible : { $why }
IsEncrypted = est protégé par un mot de passe
HoldsTooManyFiles = contient plus de { $limit } fichiers
HoldsTooManyRustFiles = contient plus de { $limit } fichiers Rust
UnpacksToTooMuch = dépasse { $limit } octets une fois décompressé
HoldsNothingOf = ne contient pas de sources de { $exercise }
HoldsNothingOfIt = ne contient pas de sources de { $exercise } : { $there }
HoldsNothingOfAny = { $lone ->
    [yes] ne contient de sources d'aucun exercice : { $there } (précisez l'exercice avec --exercises)
   *[no] ne contient de sources d'aucun exercice : { $there }
}
ThereIs = on y trouve { $names }
ThereIsNoRust = aucun fichier Rust n'y figure
BothAre = { $one } ; { $other }
TheSubmission = Le rendu { $why }.

## The page of a class

Class = La classe
ClassGraded = { $graded ->
    [one] **{ $graded }** rendu noté sur { $all }.
   *[other] **{ $graded }** rendus notés sur { $all }.
}
ClassMiddle = { $max ->
    [one] Moyenne **{ $mean }**, médiane **{ $median }** sur { $max } point.
   *[other] Moyenne **{ $mean }**, médiane **{ $median }** sur { $max } points.
}
ClassNotGraded = Non notés
ClassNotGradedWhy = **{ $who }** : { $why }
ClassDistribution = Répartition
ClassPercent = pour cent des points
ClassFailing = Les tests qui échouent le plus
ClassNoneFails = Aucun.
ClassMoreFail = { $count ->
    [one] { $count } autre.
   *[other] { $count } autres.
}
ClassMarks = Notes
ClassOpenTests = certains tests sont sans verdict
ClassOfExercise = { $exercise } : { $said }
ColumnTest = test
ColumnStudent = étudiant
ColumnPoints = points
ColumnOf = sur

## The page of one submission

MarksOf = Notes : { $who }
MarksAre = { $points ->
    [one] **{ $points }** point sur { $max }
   *[other] **{ $points }** points sur { $max }
}
NotTakenAlong = { $count ->
    [one] { $count } élément du rendu laissé de côté
   *[other] { $count } éléments du rendu laissés de côté
}
WhatTheThreadsDid = Ce que les threads ont fait
WhatItPrinted = Ce qui a été affiché
ReplayIt = À rejouer : `cargo xtask replay { $token } --submission DOSSIER`
GradedAt = Noté le { $time }, isolation { $isolation }, sources `{ $sources }`.
LookedAt = Examiné le { $time }.

## The comment of one line, for a learning platform

CommentMarks = { $exercise } : { $points }/{ $max }
CommentWithRemark = { $marks } ({ $remark })
CommentNotTaken = pas de sources à noter
CommentNotBuilt = ne compile pas
CommentRefused = emploie ce qui n'est pas permis
CommentNotPassed = { $count ->
    [one] { $count } test non réussi : { $tests }
   *[other] { $count } tests non réussis : { $tests }
}
CommentMore = { $tests } ; et { $count } de plus

## The book

BookTitle = Motifs parallèles
BookLanguage = Français
BookReadInThis = Lire cette page en français
BookWelcome = Bienvenue
BookExercise = Exercice
BookStepThrough = Le parcourir pas à pas
BookBackToLesson = retour à la leçon

## Its quizzes

BookQuiz = Quiz
BookQuizTitle = Quiz : { $title }
BookQuizIntro = Une réponse peut être juste, ou plusieurs : choisissez-les toutes. Les mêmes questions dans le terminal :
BookQuestion = Question { $number }
BookChoices = Votre choix
BookAnswer = Réponse
BookCheck = Vérifier
BookChooseFirst = Choisissez au moins une réponse.
BookRight = Juste.
BookWrong = Pas tout à fait.
BookChosenWell = juste
BookMissed = juste, et pas choisi
BookNotSo = faux
BookScore = Réponses justes : { $right } sur { $asked }

## What mdBook says around the book

MdBookKeys = Raccourcis clavier
MdBookKeysTurn = <kbd>←</kbd> et <kbd>→</kbd> passent d’un chapitre à l’autre
MdBookKeysSearch = <kbd>S</kbd> ou <kbd>/</kbd> cherche dans le livre
MdBookKeysHelp = <kbd>?</kbd> montre cette aide
MdBookKeysHide = <kbd>Échap</kbd> la referme
MdBookContents = Table des matières
MdBookToggleContents = Montrer ou cacher la table des matières
MdBookChangeTheme = Changer de thème
MdBookThemes = Thèmes
MdBookAuto = Automatique
MdBookLight = Clair
MdBookRust = Rouille
MdBookCoal = Charbon
MdBookNavy = Nuit
MdBookSearch = Chercher (`/`)
MdBookToggleSearch = Montrer ou cacher la recherche
MdBookSearchThis = Chercher dans ce livre…
MdBookPages = D’une page à l’autre
MdBookPrevious = Chapitre précédent
MdBookNext = Chapitre suivant
MdBookShowLines = Montrer les lignes cachées
MdBookHideLines = Cacher des lignes
MdBookCopy = Copier
MdBookCopied = Copié !
MdBookNotCopied = Échec de la copie
MdBookNothing = Aucun résultat pour « { $term } ».
MdBookOne = résultat pour « { $term } » :
MdBookMany = résultats pour « { $term } » :
