// What people come for, done by keyboard alone: Tab, Enter, Space, arrows and typed words, from the front page of the
// example site, without ever pointing at anything.
// Usage: node tasks.mjs SITE_DIR
//
// A task is a few steps and what has to be on the screen at the end. A task whose page is not part of the site is named
// in the last line, so that nobody takes it for done.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch, pages, report } from './lib.mjs';

/** More stops than this between two things is not a keyboard's way. */
const FAR = 400;

/** Somebody with a keyboard. Every method fails with a sentence that says what could not be done. */
class Reader {
  constructor(page) {
    this.page = page;
  }

  /** What has the focus: its text (or label), tag, address, and where it is. */
  focused() {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      const heading = (from) => {
        for (let at = from; at && at !== document.body; at = at.parentElement) {
          const own = at.querySelector(':scope > h1, :scope > h2, :scope > h3, :scope > .heading');
          if (own) return own.textContent.trim();
        }
        return '';
      };
      return {
        text: (element.getAttribute('aria-label') || element.textContent || element.labels?.[0]?.textContent || '').trim().replace(/\s+/g, ' '),
        tag: element.localName,
        value: element.value ?? '',
        type: element.type ?? '',
        labels: [...(element.labels ?? [])].map((label) => label.textContent).join(' '),
        href: element.getAttribute('href') ?? '',
        under: heading(element),
        visible: element.checkVisibility(),
      };
    });
  }

  /** Goes on with Tab until something fits: a text, a pattern, or a test of what has the focus. */
  async to(wanted, key = 'Tab') {
    const fits = typeof wanted === 'function' ? wanted : ({ text }) => (wanted instanceof RegExp ? wanted.test(text) : text === wanted);
    for (let n = 0; n < FAR; n += 1) {
      await this.page.keyboard.press(key);
      const now = await this.focused();
      if (now.tag === 'body' && n > 3) break;
      if (now.visible && fits(now)) return now;
    }
    throw new Error(`nothing like ${wanted} takes the focus on ${this.where()}`);
  }

  /** Follows what has the focus, and waits for the page it leads to. */
  async follow() {
    const before = this.page.url();
    await this.page.keyboard.press('Enter');
    await this.page.waitForURL((url) => url.href !== before, { timeout: 10_000 }).catch(() => {
      throw new Error(`Enter leads nowhere from ${before}`);
    });
    await this.page.waitForLoadState('load');
  }

  async open(wanted) {
    await this.to(wanted);
    await this.follow();
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  type(words) {
    return this.page.keyboard.type(words);
  }

  where() {
    return this.page.url().replace(/^.*\/(?=[^/]+\/[^/]+\/[^/]+$)/, '');
  }

  /** What is on the page now, as its words. */
  words(selector = 'main') {
    return this.page.locator(selector).first().innerText();
  }

  async sees(pattern, selector = 'main') {
    const text = await this.words(selector).catch(() => '');
    if (!pattern.test(text)) throw new Error(`${pattern} cannot be read in ${selector} of ${this.where()}`);
  }

  /** Something of that kind can be seen, and says that. */
  async shows(selector, pattern = /\S/) {
    const texts = await this.page.locator(selector).filter({ visible: true }).allInnerTexts();
    if (!texts.some((text) => pattern.test(text))) throw new Error(`no ${selector} on ${this.where()} says ${pattern}`);
  }

  at(pattern) {
    if (!pattern.test(this.page.url())) throw new Error(`the way ends on ${this.where()}, not on ${pattern}`);
  }
}

const nav = (label) => ({ text, tag }) => tag === 'a' && text === label;
const toPerson = (reader) => reader.open(({ href }) => /^people\/odile\/(index\.html)?$/.test(href));

/** Section by section what the standard promises each reader. `page`: what has to be part of the site for it. */
const TASKS = [
  { name: 'Who is this person?', do: async (reader) => {
    await toPerson(reader);
    await reader.sees(/Odile/, 'h1');
    await reader.sees(/Wants[\s\S]*Dreads/i);
    await reader.shows('main .hero q', /afraid/);
  } },
  { name: 'Past the header in two keys', do: async (reader) => {
    await reader.to('Go to the content');
    await reader.press('Enter');
    const next = await reader.to(({ tag }) => tag !== 'body');
    if (/header/.test(next.under) || nav('People')(next)) throw new Error('the link past the header does not lead past it');
  } },
  { name: 'What do they say, think, do, feel?', do: async (reader) => {
    await toPerson(reader);
    await reader.open(nav('Empathy map'));
    await reader.sees(/Says[\s\S]*Thinks[\s\S]*Does[\s\S]*Feels/i);
  } },
  { name: 'The whole world of this person (canvas)', do: async (reader) => {
    await toPerson(reader);
    await reader.open(nav('Empathy map'));
    await reader.open(({ href, text }) => /canvas|quadrants/.test(href) || /canvas/i.test(text));
    reader.at(/\/map\//);
    await reader.shows('.map.canvas .head', /Odile/);
  } },
  { name: 'Where does it go wrong? The lowest point of a journey', do: async (reader) => {
    await reader.open(nav('Journeys'));
    await reader.open(({ href }) => /odile-first-winter\//.test(href));
    await reader.sees(/The wait/);
    await reader.sees(/lowest|−2|-2/i);
  } },
  { name: 'What happened to a real customer? A story', do: async (reader) => {
    await reader.open(nav('Stories'));
    await reader.open(({ href, under }) => /stories\/|^\d{4}-|\.\.\/stories/.test(href) && under !== '' && !/page-/.test(href));
    reader.at(/\/stories\/.+\//);
    await reader.shows('main blockquote, main q');
  } },
  { name: 'The top pain, and who has it', do: async (reader) => {
    await reader.open(nav('What hurts'));
    reader.at(/\/hurts\/index/);
    await reader.shows('.hurts-table tbody tr:first-of-type .who', /Odile/);
    await reader.shows('.hurts-table tbody tr:first-of-type .many', /^\d+\s+people/);
  } },
  { name: 'One pain, in their words', page: 'hurts/*/index.html', do: async (reader) => {
    await reader.open(nav('What hurts'));
    await reader.open(({ href }) => /(^|hurts\/)(?!page-|by-)[\w-]+\/index\.html$/.test(href) && !/^\.\.\//.test(href));
    reader.at(/\/hurts\/.+\//);
    await reader.shows('main q.voice');
    await reader.shows('main', /\d+\s+people/);
  } },
  { name: 'Where are the holes?', do: async (reader) => {
    await reader.open(nav('What we don’t know'));
    await reader.to(({ tag }) => tag === 'div'); // the table scrolls by keyboard
    await reader.press('ArrowRight');
    await reader.shows('.matrix td:is(.guess, .nobody)', /guess|nobody/i);
    // From a hole to the stage it is in.
    await reader.open(({ href }) => /journeys\/.+#/.test(href));
    reader.at(/\/journeys\/.+#/);
  } },
  { name: 'What is only a guess about Sorley?', do: async (reader) => {
    await reader.open(({ href }) => /^people\/sorley\/(index\.html)?$/.test(href));
    await reader.open(nav('Empathy map'));
    await reader.shows('h1, .medallion', /Sorley/);
    await reader.shows('.map li.statement.guess', /^\S*Guess:/);
  } },
  { name: 'Do I know someone who knows? (guesses to ask about)', page: 'ask/index.html', do: async (reader) => {
    await reader.open(nav('What we don’t know'));
    await reader.open(({ href }) => /ask\/(index\.html)?$/.test(href));
    await reader.shows('li.ask');
    const know = await reader.to(/I know someone/);
    if (!know.href.startsWith('mailto:')) throw new Error(`“I know someone” leads to ${know.href}`);
  } },
  { name: 'Says who? From a statement to its evidence', do: async (reader) => {
    await toPerson(reader);
    await reader.open(nav('Empathy map'));
    await reader.to(({ tag, text }) => tag === 'summary' && /heard|confirmed/i.test(text));
    await reader.press('Enter');
    await reader.open(({ href }) => /evidence\//.test(href));
    reader.at(/\/evidence\//);
    await reader.sees(/\d{4}/); // when
    await reader.shows('.resting li.statement'); // what rests on it
  } },
  { name: 'What must I not forget? (brief)', page: 'people/odile/brief/index.html', do: async (reader) => {
    await toPerson(reader);
    await reader.open(({ href }) => /brief\/(index\.html)?$/.test(href));
    await reader.sees(/Wants[\s\S]*Dreads/i);
    for (const part of ['.questions', '.hurts-most', '.careful']) await reader.shows(`main ${part} li`);
  } },
  { name: 'What changed our mind? (history)', page: 'people/odile/history/index.html', do: async (reader) => {
    await toPerson(reader);
    await reader.open(nav('History'));
    reader.at(/history\//);
    await reader.shows('.timeline > li', /Heard|Confirmed|Corrected|Added|heard|confirmed/);
  } },
  { name: 'What would Odile ask before we decide? (meeting, with the key m)', page: 'meet/odile/index.html', do: async (reader) => {
    await toPerson(reader);
    await reader.press('m');
    await reader.page.waitForURL(/meet\/odile\//);
    await reader.shows('.questions li', /\?/);
    await reader.press('2');
    await reader.page.waitForURL(/meet\/bram\//);
    await reader.shows('h1', /Bram/);
  } },
  { name: 'Three people in one room', page: 'meet/index.html', do: async (reader) => {
    await reader.open(({ href }) => /^meet\/(index\.html)?$/.test(href));
    for (const name of [/Odile/, /Imre/, /Dilys/]) {
      await reader.to(({ type, labels }) => type === 'checkbox' && name.test(labels));
      await reader.press('Space');
    }
    const shown = await reader.page.locator('.chairs h2').filter({ visible: true }).allInnerTexts();
    if (shown.length !== 3) throw new Error(`in the room are ${shown.join(', ')}`);
  } },
  { name: 'What does the wall show? Its slides as a list', page: 'wall/slides/index.html', do: async (reader) => {
    await reader.open(({ href }) => /^wall\/(index\.html)?$/.test(href));
    await reader.open(({ href }) => /slides\//.test(href));
    await reader.shows('.slide-list > li', /I’m not afraid of the dark/);
  } },
  { name: 'Which sheet is to be taken down? (walls)', page: 'walls/index.html', do: async (reader) => {
    await reader.open(({ href }) => /^walls\/(index\.html)?$/.test(href));
    await reader.shows('.hanging .outdated', /Night desk/);
  } },
  { name: 'What moved? (changes)', page: 'changes/index.html', do: async (reader) => {
    await reader.open(({ href }) => /^changes\/(index\.html)?$/.test(href));
    await reader.shows('.timeline > li time', /\d{4}|ago|yesterday|today/);
  } },
  { name: 'Are we keeping our promises? (numbers)', do: async (reader) => {
    await reader.open(({ href }) => /^numbers\/(index\.html)?$/.test(href));
    await reader.shows('.promise-table .now', /\d/);
    await reader.shows('.promise-table .promise', /goal/);
  } },
  { name: 'How do I pass on what I heard?', do: async (reader) => {
    await reader.open(({ href }) => /^(how-to-add|add|how-to-add-what-you-heard)[^/]*\/(index\.html)?$/.test(href));
    reader.at(/\/how-to-add-what-you-heard\//);
    await reader.shows('main pre, main textarea', /date|from/);
  } },
  { name: 'Did a customer ever say X? (search with the key /)', page: 'search/index.html', do: async (reader) => {
    await reader.press('/');
    await reader.page.waitForFunction(() => document.activeElement?.matches('input'), null, { timeout: 10_000 }).catch(() => {
      throw new Error('the key / does not put the focus into the search field');
    });
    await reader.type('minutes');
    await reader.page.waitForFunction(() => [...document.querySelectorAll('[role=option], .results li, [role=listbox] li')].some((each) => each.checkVisibility()), null, { timeout: 10_000 }).catch(() => {
      throw new Error('no result appears for “minutes”');
    });
    const before = reader.page.url();
    await reader.press('ArrowDown');
    await reader.press('Enter');
    await reader.page.waitForURL((url) => url.href !== before, { timeout: 10_000 }).catch(() => {
      throw new Error('Enter on a result leads nowhere');
    });
    await reader.sees(/minutes/i);
  } },
  { name: 'What do they have in common? Two people side by side', page: 'compare/index.html', do: async (reader) => {
    await reader.open(nav('What we don’t know'));
    await reader.open(({ href }) => /compare\/index\.html$/.test(href));
    for (const name of [/Odile/, /Bram/]) {
      await reader.to(({ type, labels }) => type === 'checkbox' && name.test(labels));
      await reader.press('Space');
    }
    const shown = await reader.page.locator('.side-by-side th[scope=col]').filter({ visible: true }).allInnerTexts();
    if (shown.length !== 2 || !/Odile/.test(shown[0]) || !/Bram/.test(shown[1])) throw new Error(`side by side stand ${shown.join(', ')}`);
  } },
  { name: 'Another colour scheme', do: async (reader) => {
    await reader.to(({ type }) => type === 'radio');
    await reader.press('ArrowDown');
    await reader.press('ArrowDown');
    const scheme = await reader.page.evaluate(() => document.documentElement.dataset.scheme);
    if (scheme !== 'dark') throw new Error(`the arrows in the control choose ${scheme}, not dark`);
  } },
  { name: 'The list of keys', page: 'keys', do: async (reader) => {
    await reader.press('?');
    await reader.page.waitForFunction(() => document.querySelector('dialog')?.open, null, { timeout: 10_000 });
    const inside = await reader.page.evaluate(() => document.querySelector('dialog').contains(document.activeElement));
    if (!inside) throw new Error('the focus is not in the dialog');
    await reader.press('Escape');
    if (await reader.page.evaluate(() => document.querySelector('dialog').open)) throw new Error('Escape does not close the dialog');
  } },
  { name: 'The menu of a phone', width: 390, do: async (reader) => {
    await reader.to(({ tag }) => tag === 'summary');
    await reader.press('Space');
    await reader.open(nav('Stories'));
    reader.at(/stories\//);
  } },
];

const matches = (all, wanted) => all.some((path) => new RegExp(`^${wanted.replaceAll('.', '\\.').replace('*', '(?!page-)[^/]+')}$`).test(path));

await report('tasks', async (fail) => {
  const site = resolve(process.argv[2]);
  const all = pages(site);
  const browser = await launch();
  const missing = [];
  for (const task of TASKS) {
    const context = await browser.newContext({ viewport: { width: task.width ?? 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${pathToFileURL(site)}/index.html`);
    const there = task.page === 'keys' ? (await page.locator('dialog').count()) > 0 : !task.page || matches(all, task.page) || existsSync(join(site, task.page));
    if (there) await task.do(new Reader(page)).catch((error) => fail(task.name, error.message.split('\n')[0]));
    else missing.push(task.name);
    await context.close();
  }
  await browser.close();
  return `${TASKS.length - missing.length} of ${TASKS.length} by keyboard${missing.length ? `; not part of this site: ${missing.join(', ')}` : ''}`;
});
