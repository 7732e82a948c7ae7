// What axe finds on a page: violations, and what it could not decide unless incomplete.json explains it.
import { readFileSync } from 'node:fs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const source = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/**
 * What axe cannot decide, and why it is right all the same: a rule, where (a selector: within what), and the reason. An
 * entry has to be used.
 */
export const EXPLAINED = JSON.parse(readFileSync(new URL('incomplete.json', import.meta.url), 'utf8')).map((entry) => ({ ...entry, used: 0 }));

const explained = (rule, within) => {
  const entry = EXPLAINED.find((entry) => entry.rule === rule && within.includes(entry.where));
  if (entry) entry.used += 1;
  return Boolean(entry);
};

/** Runs in the page: what axe finds, and for what it cannot tell, within which of the selectors that is. */
async function run([tags, rules, selectors]) {
  const options = { runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags }, resultTypes: ['violations', 'incomplete'], preload: false };
  const { violations, incomplete } = await globalThis.axe.run(document, options);
  const told = (kind) => (result) => result.nodes.map((node) => {
    const why = [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ');
    const element = document.querySelector(node.target.join(' '));
    const within = selectors.filter((selector) => element?.closest(selector));
    return { kind, rule: result.id, within, text: `axe ${kind} ${result.id}: ${node.target.join(' ')}: ${why.slice(0, 200)}` };
  });
  return [...violations.flatMap(told('violation')), ...incomplete.flatMap(told('cannot tell'))];
}

/** Runs all rules, or only those named; gives sentences, none if all is well. */
export async function axe(page, rules) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  const found = await page.evaluate(run, [TAGS, rules, EXPLAINED.map(({ where }) => where)]);
  return found.filter(({ kind, rule, within }) => kind === 'violation' || !explained(rule, within)).map(({ text }) => text);
}
