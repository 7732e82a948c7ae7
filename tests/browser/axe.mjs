// What axe finds on a page: violations, and what it could not decide unless incomplete.json explains it.
import { readFileSync } from 'node:fs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const source = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** What axe cannot decide, and why it is right all the same: a rule, where, and the reason. An entry has to be used. */
export const EXPLAINED = JSON.parse(readFileSync(new URL('incomplete.json', import.meta.url), 'utf8')).map((entry) => ({ ...entry, used: 0 }));

const explained = (rule, node) => {
  const why = [...node.any, ...node.all, ...node.none].map((check) => check.data?.messageKey ?? '').join(' ');
  const entry = EXPLAINED.find((entry) => entry.rule === rule && new RegExp(entry.where).test(node.target.join(' ') + ' ' + node.html) && (!entry.why || new RegExp(entry.why).test(why)));
  if (entry) entry.used += 1;
  return Boolean(entry);
};

/** Runs all rules, or only those named; gives sentences, none if all is well. */
export async function axe(page, rules) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source);
  const { violations, incomplete } = await page.evaluate(
    ([tags, rules]) => globalThis.axe.run(document, {
      runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: tags },
      resultTypes: ['violations', 'incomplete'],
      preload: false,
    }),
    [TAGS, rules],
  );
  const told = (kind) => (result) => result.nodes.map((node) => {
    const why = [...node.any, ...node.all, ...node.none].map((check) => check.message).join('; ');
    return { rule: result.id, node, text: `axe ${kind} ${result.id}: ${node.target.join(' ')}: ${why.slice(0, 200)}` };
  });
  return [
    ...violations.flatMap(told('violation')),
    ...incomplete.flatMap(told('cannot tell')).filter(({ rule, node }) => !explained(rule, node)),
  ].map(({ text }) => text);
}
