/* What a word may have meant that begins no term. Loaded when somebody types one. */
instepSearch("mistakes", (() => {
  "use strict";
  const SHOWN = 8;
  let packed, vocabulary;

  /* Each term comes without what it has in common with the one before; a letter before it says how much that is. */
  const unpack = (text) => {
    let last = [];
    return text.split(" ").filter(Boolean).map((entry) => (last = [...last.slice(0, entry.charCodeAt(0) - 97), ...entry.slice(1)]).join(""));
  };

  /* How many slips of the pen make a word the beginning of a term: a letter left out, too many, another, two exchanged.
     Half a slip more if much is left of the term. */
  const slips = (word, term, most) => {
    const width = Math.min(term.length, word.length + most + 4);
    let older = [], old = Array.from({ length: width + 1 }, (_, at) => at);
    for (let i = 1; i <= word.length; i++) {
      const row = [i];
      let least = i;
      for (let j = 1; j <= width; j++) {
        row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (word[i - 1] === term[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && word[i - 1] === term[j - 2] && word[i - 2] === term[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
        least = Math.min(least, row[j]);
      }
      if (least > most) return Infinity;
      older = old; old = row;
    }
    return Math.min(...old.map((n, j) => n + (width - j > 3 ? .5 : 0)));
  };

  return (text, word) => {
    const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
    if (text !== packed) vocabulary = unpack(packed = text);
    let found = [], best = most + .5;
    if (most) for (const term of vocabulary) {
      if (term.length < word.length - most) continue;
      const n = slips(word, term, most);
      if (n < best) { best = n; found = []; }
      if (n === best && found.length < SHOWN) found.push(term);
    }
    /* No such word: then those that begin the same, and are hardly longer. */
    for (let end = word.length - 1; !found[0] && end > 3 && end > word.length - 5; end--) {
      found = vocabulary.filter((term) => term.length < word.length + 3 && term.startsWith(word.slice(0, end))).slice(0, SHOWN);
    }
    return found;
  };
})());
