# Ce que dit l'explorateur, en français. L'anglais est dans `crates/sync/src/model/phrases.rs`, où
# chaque phrase porte le même nom ; les tests comparent les noms et les arguments.

## Causes: a panic, and what led to it

Panicked = { $thread } a paniqué : { $message }
PanickedAt = { $thread } a paniqué ({ $at }) : { $message }
Compared = { $about } : trouvé { $found }, attendu { $expected }
ComparedOnly = trouvé { $found }, attendu { $expected }
Strayed = { $thread } s'est réveillé sans raison ({ $at }), comme tout wait peut le faire, et a continué sans regarder de nouveau ; ensuite, { $panicked }
ItsTimeWasUp = { $panicked } ; juste avant, son délai avait expiré ({ $at })
ItWokeForNoReason = { $panicked } ; juste avant, il s'était réveillé sans raison ({ $at }), comme tout wait peut le faire
AfterThat = { $panicked } ; après quoi { $then }

## Causes: a sleeper, and what became of the notifications

Asleep = { $thread } dort pour toujours sur `{ $condvar }` ({ $at }) : { $silence }
NeverNotified = personne ne l'a jamais notifiée
NotifiedTooEarly = la dernière notification, de { $by } ({ $at }), est arrivée alors que personne n'attendait
NotifiedAnother = la dernière notification, de { $by } ({ $at }), a réveillé { $woken } à sa place
NotifiedBefore = la dernière notification, de { $by } ({ $at }), est arrivée avant cela et a réveillé { $woken }
AsleepWithALock = interblocage : { $thread } dort sur `{ $condvar }` ({ $at }) en tenant `{ $lock }`, que { $blocked } attend ({ $blocked_at })

## Causes: circles

LockedTwice = { $thread } verrouille `{ $lock }` ({ $at }) alors qu'il le tient déjà
LockedTwiceSince = { $thread } verrouille `{ $lock }` ({ $at }) alors qu'il le tient déjà, depuis { $first }
Deadlock = interblocage : { $links }
LockLink = { $thread } attend ({ $at }) `{ $lock }`, que tient { $holder }
WaitLink = { $thread } attend ({ $at }) { $awaited }
BothLinks = { $first }, et { $second }
MoreLinks = { $before } ; { $next }
WaitsInACircle = { $thread } attend { $awaited } ({ $at })

## Causes: other waits for ever

Stuck = { $thread } attend pour toujours { $awaited } ({ $at })
StuckSince = { $thread } attend pour toujours { $awaited } ({ $at }) : { $remark }
HolderEnded = { $holders } s'est terminé sans le relâcher
HoldersEnded = { $holders } se sont terminés sans le relâcher
InitialisesInside = il s'attend lui-même
NeverUnparked = personne n'a jamais appelé `unpark` pour lui
UnparkedInVain = le dernier unpark, de { $by } ({ $at }), n'a rien ajouté à l'autorisation qui était déjà là
UnparkUsedUp = le dernier unpark, de { $by } ({ $at }), est arrivé avant, et son autorisation est consommée
AlsoFor = { $cause } ; { $thread } attend { $awaited }
AlsoOne = { $cause } ; { $threads } attend aussi
AlsoMany = { $cause } ; { $threads } attendent aussi

## Causes: no end

Polls = rien n'avance tant que le délai de { $thread } n'a pas expiré ({ $at }) : il scrute, et { $awaited } ne vient jamais, alors que celui qui fait le changement devrait le réveiller
PollsAsleep = rien n'avance tant que le délai de { $thread } n'a pas expiré ({ $at }) : il scrute, regardant de nouveau après une pause, alors que celui qui fait le changement devrait le réveiller
BusyWaits = { $thread } fait une attente active : il repasse sans cesse par { $at }, là où il devrait dormir jusqu'à ce qu'on le réveille
TimesOutAgain = après { $steps } pas, rien n'est accompli : le délai de { $thread } expire sans cesse, et il se remet à attendre ({ $at })
NoEnd = après { $steps } pas, toujours pas de fin : { $thread } repasse sans cesse par { $at }

## Causes: tests that are not what they should be

Foreign = { $thread } utilise ({ $at }) un objet qui n'a pas été créé dans cette exécution, et qui lui survit donc : un `static` ? Chaque exécution crée les siens (un champ de la structure, ou une variable locale de la fonction explorée)
Diverged = les mêmes choix ont mené ailleurs qu'avant : y a-t-il du temps réel, du hasard, ou quelque chose qui reste d'une exécution à l'autre ?
Alone = aucun second thread n'a été lancé : tout s'est exécuté sur un seul. Là où des threads sont demandés, chacun se lance avec `pattern_sync::thread`

## Causes: wrong answers

# Fluent drops what the lines of a block have in common of spaces: those that count stand in braces.

AnswerCompared =
    { $about }
    { "   " }trouvé : { $found }
    { "  " }attendu : { $expected }
    { "   " }entrée : { $input }
Answered =
    { $message }
    { "  " }entrée : { $input }

## What is waited for, after « attend »

ALock = `{ $lock }`
AHeldLock = `{ $lock }`, tenu par { $holders }
ANotification = une notification de `{ $condvar }`
Room = de la place dans le canal `{ $channel }`
AnItem = un élément dans le canal `{ $channel }`
AnItemOfOne = un élément dans le canal `{ $channel }`, qu'un émetteur garde ouvert
AnItemOfMany = un élément dans le canal `{ $channel }`, que { $senders } émetteurs gardent ouvert
ATaker = que quelqu'un prenne son élément dans le canal `{ $channel }`
AnEnd = la fin de { $thread }
ItsOwnEnd = sa propre fin
MoreThreads = d'autres threads à la barrière `{ $barrier }`, où il en est arrivé { $arrived } sur { $expected }
AnInitialisation = l'initialisation de `{ $cell }` par { $by }
AnUnpark = un unpark
ItsTime = la fin de son délai
Quiet = que tous les autres soient au repos

## Steps, after the thread's name

WaitsFor = attend { $awaited }
WaitsForItsOwn = attend `{ $lock }`, qu'il tient lui-même
WaitsForQuiet = attend que tous les autres soient au repos
IsQuiet = tous les autres sont au repos
Locks = verrouille `{ $lock }`
LocksForReading = verrouille `{ $lock }` en lecture
TriesAndLocks = essaie `{ $lock }` : le verrouille
TriesInVain = essaie `{ $lock }` : il est pris
Unlocks = déverrouille `{ $lock }`
Sleeps = s'endort sur `{ $condvar }` en déverrouillant `{ $lock }`
SleepsForATime = s'endort pour un temps sur `{ $condvar }` en déverrouillant `{ $lock }`
WakesNotified = se réveille : notifié
WakesInTime = se réveille : son délai a expiré
WakesForNoReason = se réveille sans raison (réveil intempestif)
NotifiesNobody = notifie `{ $condvar }` : personne n'attend
Notifies = notifie `{ $condvar }` : réveille { $woken }
NotifiesAll = notifie tous ceux de `{ $condvar }` : réveille { $woken }
Operates = `{ $object }` : { $operation }
ArrivesLast = arrive en dernier à la barrière `{ $barrier }`
Arrives = arrive à la barrière `{ $barrier }`
Initialises = initialise `{ $cell }`
Sends = envoie dans `{ $channel }`
Receives = reçoit de `{ $channel }`
SendFull = `{ $channel }` : envoi → plein
SendNobodyTakes = `{ $channel }` : envoi → personne ne le prend
SendNoReceiver = `{ $channel }` : envoi → plus de récepteur
ReceiveEmpty = `{ $channel }` : réception → vide
ReceiveNoSender = `{ $channel }` : réception → vide, plus d'émetteur
DropsLastSender = abandonne le dernier émetteur de `{ $channel }`
DropsLastReceiver = abandonne le dernier récepteur de `{ $channel }`
Starts = lance { $thread }
Joins = rejoint { $thread }
OffersItsTurn = cède son tour
HasSlept = a dormi
Unparks = réveille { $thread } (unpark)
UnparksInVain = réveille { $thread } (unpark), sans effet : il avait déjà l'autorisation
LeavesItsPark = sort de son park
Notes = — { $text }
Panics = PANIQUE : { $message }
Ends = se termine

## How it stands at the end

AtTheEnd = À la fin :
CouldGoOn = pourrait continuer
HasPanicked = a paniqué
MoreOfThis = … encore { $events } événements de ce genre …

## Lists, and what stands between the thousands of a number

And = { $before } et { $last }
Comma = { $before }, { $next }
Thousands = { "\u202f" }
