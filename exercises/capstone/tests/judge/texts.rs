//! Two rhymes that belong to everybody, as they are written.

/// English.
pub(crate) const RHYME: &str = "\
Hey diddle diddle,
The cat and the fiddle,
The cow jumped over the moon;
The little dog laughed to see such sport,
And the dish ran away with the spoon.
";

/// French.
pub(crate) const COMPTINE: &str = "\
Une souris verte
Qui courait dans l'herbe…
Je l'attrape par la queue,
Je la montre à ces messieurs.
Ces messieurs me disent :
« Trempez-la dans l'huile,
Trempez-la dans l'eau,
Ça fera un escargot tout chaud ! »
";
