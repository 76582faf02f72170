// Cuts what is searched for as the index was cut: words end at an apostrophe, and have no accents.
"use strict";
if (window.elasticlunr) {
  elasticlunr.tokenizer.setSeperator(/[\s\-'’]+/);
  const plain = (token) => token.normalize("NFD").replace(/\p{Mn}/gu, "");
  const edges = /^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_]+$/gu;
  elasticlunr.Pipeline.registeredFunctions.trimmer = (token) => plain(token).replace(edges, "");
}
