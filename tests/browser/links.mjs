// What can be said of pages without a browser, of every page of a site.
// Usage: node links.mjs SITE_DIR…
//
// Links are relative, name a file that is there and a place that is on it; nothing is loaded from elsewhere; the policy
// forbids what it has to; nothing stands inline; one h1, no level of heading left out, all landmarks.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { pages, report } from './lib.mjs';

const POLICY = { 'default-src': "'self'", 'style-src': "'self'", 'script-src': "'self'", 'connect-src': "'self'", 'object-src': "'none'", 'base-uri': "'none'" };
const unescape = (text) => text.replaceAll('&amp;', '&').replaceAll('&#x27;', "'").replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&#x2F;', '/');
const all = (html, pattern) => [...html.matchAll(pattern)].map((match) => match.slice(1));

function checkLinks(site, path, html, ids, fail) {
  for (const [tag, attribute, quoted] of all(html, /<([a-z]+)\b[^>]*?\s(href|src|srcset|cite|action)="([^"]*)"/g)) {
    for (const raw of attribute === 'srcset' ? quoted.split(',').map((each) => each.trim().split(' ')[0]) : [quoted]) {
      const link = unescape(raw);
      if (/^(https?|mailto|tel):/.test(link)) {
        if (tag !== 'a' && attribute !== 'cite' && !(tag === 'link' && /rel="(canonical|alternate)"/.test(html))) fail(path, `<${tag}> loads ${link}`);
        continue;
      }
      if (/^(data|file|javascript):/.test(link) || link.startsWith('/')) {
        fail(path, `<${tag} ${attribute}="${link}"> is not relative`);
        continue;
      }
      const [file, fragment] = link.split('#').map(decodeURIComponent);
      const target = file.split('?')[0] === '' ? path : normalize(join(dirname(path), file.split('?')[0]));
      if (!ids.has(target)) {
        const found = statSync(join(site, target), { throwIfNoEntry: false })?.isFile();
        if (!found) fail(path, `dead link ${link}`);
        continue;
      }
      if (fragment && !ids.get(target).has(fragment)) fail(path, `${link} leads to no place on that page`);
    }
  }
}

function checkFrame(path, html, fail) {
  const policy = unescape(/http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '');
  const rules = new Map(policy.split(';').map((rule) => rule.trim().split(/\s+(.*)/)));
  for (const [rule, value] of Object.entries(POLICY)) if (rules.get(rule) !== value) fail(path, `the policy says ${rule} ${rules.get(rule)}, not ${value}`);
  if (/unsafe|https?:|\*/.test(policy)) fail(path, `the policy is open: ${policy}`);
  if (/<[a-z][^>]*\sstyle="/.test(html) || /<style/.test(html)) fail(path, 'style stands inline');
  if (/<[a-z][^>]*\son[a-z]+="/.test(html) || /<script(?![^>]*\ssrc=)(?![^>]*type="application\/(ld\+)?json")/.test(html)) fail(path, 'a script stands inline');
  if (!/<html lang="[a-zA-Z-]+" dir="(ltr|rtl)"/.test(html)) fail(path, 'the page does not say its language and direction');
  if (!/<title>[^<]+<\/title>/.test(html)) fail(path, 'the page has no title');
  for (const [landmark, least] of [['header', 1], ['main', 1], ['footer', 1]]) {
    if (all(html, new RegExp(`<(${landmark})[\\s>]`, 'g')).length < least) fail(path, `there is no <${landmark}>`);
  }
  const levels = all(html, /<h([1-6])[\s>]/g).map(([level]) => Number(level));
  if (levels.filter((level) => level === 1).length !== 1) fail(path, `${levels.filter((level) => level === 1).length} headings h1`);
  levels.forEach((level, n) => n > 0 && level > levels[n - 1] + 1 && fail(path, `h${levels[n - 1]} is followed by h${level}`));
  if (/<a [^>]*>(?:(?!<\/a>)[\s\S])*<a [^>]*>/.test(html)) fail(path, 'a link holds another link');
  const ids = all(html, /\sid="([^"]+)"/g).flat();
  for (const id of new Set(ids.filter((id, n) => ids.indexOf(id) !== n))) fail(path, `id ${id} stands there twice`);
}

await report('links', (fail) => {
  let count = 0;
  for (const folder of process.argv.slice(2)) {
    const site = resolve(folder);
    const texts = new Map(pages(site).map((path) => [path, readFileSync(join(site, path), 'utf8')]));
    const ids = new Map([...texts].map(([path, html]) => [path, new Set(all(html, /\sid="([^"]+)"/g).map(([id]) => unescape(id)))]));
    for (const [path, html] of texts) {
      checkFrame(path, html, fail);
      checkLinks(site, path, html, ids, fail);
      count += 1;
    }
  }
  return `${count} pages`;
});
