// Cuts what is searched for as the index was cut: words end at an apostrophe, and have no accents.
// It stands at the end of the library: a search in the address of a page may begin before any other script.
{
  elasticlunr.tokenizer.setSeperator(/[\s\-'’]+/);
  const edges = /^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu;
  const trimmer = (token) => token.normalize("NFD").replace(/\p{Mn}/gu, "").replace(edges, "");
  // The pipeline knows its functions by label.
  trimmer.label = "trimmer";
  elasticlunr.Pipeline.registeredFunctions.trimmer = trimmer;
}
