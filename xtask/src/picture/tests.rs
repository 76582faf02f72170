//! What a page says without its script, and what the script is given.
