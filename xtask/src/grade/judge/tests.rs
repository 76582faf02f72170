//! What the judge makes of each way in which a process can end.
