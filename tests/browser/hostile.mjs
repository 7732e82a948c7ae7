// Writes the content of sites that no drawing thought of: too much, too little, too long, in every direction.
// Usage: node hostile.mjs FOLDER      one site in each folder below it
//
// What it writes is the same every time. Files are JSON, which is YAML, so that nothing here has to quote.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A word of 60 letters, which no line of a phone can hold. */
export const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte';
const TODAY = '2026-11-23';

/** Words of several scripts, one set a person. Every text is long enough to break over lines. */
const TONGUES = {
  zh: { name: '林晓燕', role: '夜班护士，负责三个病区', text: '末班车总是在我下班之前十分钟开走，没有人告诉我为什么，所以我每次都要在黑暗里数到九十才敢相信它会来。', stage: '等待' },
  ja: { name: '佐々木みどり', role: '港の倉庫で働く人', text: '通知が二つ届いて、内容が食い違っているときは、どちらも信じないで運転手に電話することにしています。', stage: '待ち時間' },
  ar: { name: 'ليلى الحسيني', role: 'ممرضة في قسم الليل', text: 'أعدّ الثواني حتى تصل الحافلة، لأن الدقائق على الشاشة تزداد ولا أحد يقول لماذا.', stage: 'الانتظار' },
  he: { name: 'נועה ברק', role: 'עובדת במשמרת לילה', text: 'אני סופרת את השניות עד שהאוטובוס מגיע, כי הדקות על המסך עולות ואף אחד לא אומר למה.', stage: 'ההמתנה' },
};
const WORDS = `the bus that never says why it waits at the corner post when nobody looks and the door stays shut although the driver
  has seen who stands there in the rain with a wet coat and one warm hand on the key`.split(/\s+/);

/** Some sentence, the same for the same number. */
const sentence = (n, length = 9) => {
  const words = Array.from({ length: length + (n % 7) }, (_, i) => WORDS[(n * 13 + i * (1 + (n % 5))) % WORDS.length]);
  return `${words[0][0].toUpperCase()}${words.join(' ').slice(1)} (${n})`;
};
const many = (count, make) => Array.from({ length: count }, (_, n) => make(n));

const PARTS = ['says', 'thinks', 'does', 'feels', 'pains', 'gains', 'hears', 'sees', 'who', 'need_to_do', 'influences'];
const ROWS = ['does', 'says', 'thinks', 'touchpoints', 'pains', 'gains', 'opportunities', 'goal'];

/** A map with so many statements, spread over its parts; the first cites, every third is a guess. */
const map = (persona, title, count, text, more = {}) => {
  const parts = {};
  many(count, (n) => (parts[PARTS[n % PARTS.length]] ??= []).push(n % 3 ? { text: text(n), from: n % 2 ? ['talk'] : ['talk', 'survey'] } : text(n)));
  return { persona, title, scenario: title, date: '2026-10-09', owner: 'desk', ...parts, ...more };
};

const journey = (persona, title, stages) => ({ persona, title, scenario: title, state: 'current', date: '2026-10-09', stages });

/** Everything that a kind can hold, each field with the same text. */
const everything = (id, text) => ({
  [`personas/${id}.yaml`]: {
    title: text, role: text, segment: text, quote: `"${text}" [[talk]]`, about: text, age: text, location: text, summary: text, owner: text, tags: [text],
    quotes: [`"${text}" [[talk]]`], questions: [`"${text}" [[talk]]`], would_ask: [`"${text}" [[talk]]`], channels: [text], scenarios: [text],
    ...Object.fromEntries(['goals', 'needs', 'pains', 'gains', 'motivations', 'behaviours', 'skills', 'says', 'thinks', 'does', 'feels', 'wants', 'dreads']
      .map((field) => [field, [text, { text: `${text} ${text}`, from: ['talk'] }]])),
    scales: [{ label: text, low: text, high: text, value: 1 }, { label: text, low: text, high: text, value: 99 }],
    demographics: [{ label: text, value: text, matters_because: text }],
    access_needs: [{ need: text, permanence: 'temporary', helps: text, hinders: text }],
    relations: [{ persona: id, verb: text }],
    extra: { [text]: text },
  },
  [`maps/${id}-map.yaml`]: map(id, text, 22, () => text, { tags: [text] }),
  [`journeys/${id}-journey.yaml`]: journey(id, text, many(3, (n) => ({
    name: text, feels: { score: n - 1, word: text, from: ['talk'] }, owner: text, duration: text, channel: text, moment_of_truth: n === 1,
    ...Object.fromEntries(ROWS.map((row) => [row, [text, { text, from: ['talk'] }]])),
  }))),
  [`stories/${id}-story.md`]: front({ persona: id, date: '2026-11-01', told_by: text, session: 'talk', consent: 'public', tags: [text] }, `# ${text}\n\n${text} ${text}\n\n> "${text}" [[talk]]\n\n## ${text}\n\n${text}`),
  [`insights/${id}-insight.yaml`]: { statement: text, summary: text, supports: ['talk', 'survey'], contradicts: ['story/' + `${id}-story`], personas: [id] },
  [`opportunities/${id}-could.yaml`]: { need: text, answers: [`${id}-map#pains-1`], personas: [id], status: 'idea', impact: 5, effort: 1, ticket: text },
  [`metrics/${id}-number.yaml`]: {
    title: text, measure: 'number', unit: text.slice(0, 20), better: 'lower', personas: [id], target: { period: '2027', value: 1 },
    series: many(12, (n) => ({ period: `${2024 + Math.floor(n / 4)}-Q${1 + (n % 4)}`, value: (n * 7919) % 100000, n: 10 ** n, note: text })),
  },
  [`decisions/${id}-decision.yaml`]: { decided: text, date: '2026-11-02', by: text, personas: [id], asked_a_customer: 'no', because: text, evidence: ['talk'], outcome: text },
  [`events/${id}-event.yaml`]: { what: text, date: '2026-11-02', touches: [id], personas: [id] },
  [`notes/${id}-page.md`]: `# ${text}\n\n${text}\n\n| ${text} | b | c | d |\n|---|---|---|---|\n| ${text} | ${text} | 3 | 4 |\n\n\`\`\`\n${text.repeat(4)}\n\`\`\`\n\n1. ${text}\n   - ${text}\n     - ${text}\n\n## ${text}\n\n${text}\n`,
});

const front = (fields, body) => `---\n${JSON.stringify(fields)}\n---\n${body}\n`;

/** What is cited, and what says nothing of itself. */
const sources = (texts) => ({
  'sessions/talk.md': front({ type: 'interview', date: '2026-10-09', participants: ['P01', 'P02', 'P03'], consent: 'public', researcher: 'Nadia' },
    `# At the gate\n\n## Transcript\n\n${texts.map((text, n) => `[${n}:10] **P0${1 + (n % 3)}:** ${text}`).join('\n')}`),
  'sessions/survey.yaml': { title: 'Survey, autumn 2026', type: 'survey', date: '2026-09-01', n: 212, consent: 'public' },
});

/** Everything that may be missing is missing. */
const missing = () => ({
  'personas/bare.yaml': { title: 'Bare' },
  'maps/empty.yaml': { persona: 'bare', title: 'Nothing on it yet' },
  'maps/single.yaml': { persona: 'bare', title: 'One thing', thinks: ['One thing is all we have'] },
  'maps/nobodys.yaml': { title: 'Whose is this?', says: ['Nobody said whose this is'] },
  'journeys/unfelt.yaml': { persona: 'bare', stages: [{ name: 'Before' }, { name: 'After', does: ['Goes home'] }] },
  'journeys/no-stages.yaml': { persona: 'bare', title: 'No stage yet' },
  'journeys/one-stage.yaml': { persona: 'bare', title: 'One stage', stages: [{ name: 'Only', feels: { score: -2, word: 'Lost' } }] },
  'stories/silent.md': '# Nothing was said\n\nThere is no quote in this story, no date and no consent.\n',
  'sessions/unasked.md': '# Nobody asked whether we may\n\n## Transcript\n\n**P09:** I never said you could write this down.\n',
  'sessions/blank.yaml': { title: 'Blank' },
  'insights/alone.yaml': { statement: 'Nothing supports this' },
  'opportunities/loose.yaml': { need: 'Answers nothing' },
  'metrics/unmeasured.yaml': { title: 'Never measured', measure: 'nps' },
  'metrics/once.yaml': { title: 'Measured once', measure: 'csat', series: [{ period: '2026-Q3', value: 4.2 }] },
  'decisions/unexplained.yaml': { decided: 'Just because' },
  'events/somewhen.yaml': { what: 'Something happened' },
  'notes/blank.md': '# Blank\n',
});

/** Two hundred people, and among them whoever is hard to draw. */
function crowd() {
  const files = { ...sources([LONG, ...Object.values(TONGUES).map(({ text }) => text), sentence(1), sentence(2)]), ...missing(), ...everything('long-word', LONG) };
  for (const [language, { name, role, text, stage }] of Object.entries(TONGUES)) {
    files[`personas/${language}.yaml`] = { title: name, role, language, quote: `"${text}" [[talk]]`, goals: [`${text} [[talk]]`], pains: [text], wants: [text], dreads: [`${text} [[talk]]`], would_ask: [`"${text}" [[talk]]`] };
    files[`maps/${language}-map.yaml`] = { ...map(language, stage, 33, () => text), language };
    files[`journeys/${language}-journey.yaml`] = { ...journey(language, `${name}: ${stage}`, many(5, (n) => ({ name: stage, feels: { score: (n % 5) - 2, word: stage }, does: [text] }))), language };
    files[`stories/${language}-story.md`] = front({ persona: language, language, date: '2026-11-03', session: 'talk', consent: 'public' }, `# ${text}\n\n${text}\n\n> "${text}" [[talk]]`);
  }
  files['maps/one-item.yaml'] = map('crowd-001', 'One item', 1, sentence);
  files['maps/forty.yaml'] = map('crowd-001', 'Forty items', 40, sentence);
  files['maps/four-hundred.yaml'] = map('crowd-001', 'Four hundred items', 400, sentence);
  files['maps/merged.yaml'] = { persona: 'crowd-002', title: 'Parts that were not kept apart', thinks_feels: many(9, sentence), says_does: many(14, sentence), pains: ['a'] };
  files['journeys/many-stages.yaml'] = journey('crowd-001', 'Twenty-five stages', many(25, (n) => ({
    name: sentence(n, 3), ...(n % 6 === 4 ? {} : { feels: { score: (n % 5) - 2, word: n % 4 ? WORDS[n] : sentence(n, 4), ...(n % 2 ? { from: ['talk'] } : {}) } }),
    does: many(n % 4, sentence), pains: many((n * 3) % 5, sentence), moment_of_truth: n === 7,
  })));
  files['stories/long.md'] = front({ persona: 'crowd-001', date: '2026-11-05', session: 'talk' }, `# A long story\n\n${many(60, (n) => sentence(n, 40)).join('\n\n')}`);
  many(187, (n) => {
    const id = `crowd-${String(n).padStart(3, '0')}`;
    files[`personas/${id}.yaml`] = n % 4 ? { title: `Person ${n}` } : { title: `Person ${n} of the crowd`, role: sentence(n, 2), quote: `"${sentence(n)}"`, pains: [{ text: sentence(n), from: ['survey'] }], goals: [sentence(n + 1)] };
  });
  return site({ title: 'A crowd that nobody could draw' }, files);
}

/** A whole site that is read from right to left. */
function rightToLeft() {
  const { text, name, role, stage } = TONGUES.ar;
  const files = { ...sources([text]), ...everything('everything', text) };
  many(5, (n) => {
    files[`personas/p${n}.yaml`] = { title: `${name} ${n}`, role, quote: `"${text}" [[talk]]`, goals: [`${text} [[talk]]`], pains: many(3, () => ({ text, from: ['talk', 'survey'] })), wants: [text], dreads: [text] };
    files[`maps/m${n}.yaml`] = map(`p${n}`, stage, 11 * n, () => text);
  });
  files['journeys/way.yaml'] = journey('p0', stage, many(6, (n) => ({ name: `${stage} ${n}`, feels: { score: (n % 5) - 2, word: stage, from: ['talk'] }, does: [text], pains: [text] })));
  return site({ title: 'زبائننا', language: 'ar' }, files);
}

const site = (settings, files) => ({ 'instep.yaml': { content: 'content', ...settings }, ...Object.fromEntries(Object.entries(files).map(([path, file]) => [`content/${path}`, file])) });

/** Every hostile site by its name: path → what stands in the file. */
export const SITES = {
  crowd: crowd(),
  'right-to-left': rightToLeft(),
  nobody: site({ title: 'Nobody yet' }, { 'notes/first.md': '# A first note\n\nThere are no people here yet.\n' }),
  somebody: site({ title: LONG }, { 'personas/only.yaml': { title: 'Only' } }),
  unmarked: site({ title: 'No marks', evidence: { marks: 'off' } }, { ...sources([LONG]), ...missing(), ...everything('long-word', LONG), 'maps/forty.yaml': map('bare', 'Forty items', 40, sentence) }),
};

export function write(folder) {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, files] of Object.entries(SITES)) {
    for (const [path, file] of Object.entries(files)) {
      const to = join(folder, name, path);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, typeof file === 'string' ? file : JSON.stringify(file, null, 1));
    }
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = resolve(process.argv[2] ?? 'target/hostile');
  write(folder);
  console.log(`${Object.keys(SITES).length} sites in ${folder}, to be built for ${TODAY}: ${Object.keys(SITES).join(' ')}`);
}
