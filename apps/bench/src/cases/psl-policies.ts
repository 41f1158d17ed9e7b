// Policies in PSL that cases ask, and the files that they include. What is loaded here decides as
// the policy of a system does. What is measured with them is in security-psl.ts, security.ts and
// ipc.ts.
import { createMonitor, type PreparingMonitor, type SecurityEvent } from '@kos/security'
import { loadPolicy, monitorOptionsOf } from '@kos/security/psl'
import type { LoadedPolicy } from '@kos/security/psl'

/** Files of a system by their paths; the policy is `security.psl`. */
export type PolicyTexts = ReadonlyMap<string, string>

const models = ['base', 'basic', 'flow', 'regex']

/** What a policy begins with: the models, and the classes that it is about. */
function header(classes: readonly string[]): string {
  return [
    'execute: kl.core.Execute',
    ...models.map((model) => `use nk.${model}._`),
    ...['Einit', ...classes].map((name) => `use EDL ${name}`),
    '',
  ].join('\n')
}

/** EDL files of classes: each has the endpoints that are named, and no others. */
function classFiles(classes: Readonly<Record<string, string>>): [path: string, text: string][] {
  return Object.entries({ Einit: '', ...classes }).map(([name, endpoints]) => [
    `${name.replaceAll('.', '/')}.edl`,
    `task class ${name}\n${endpoints === '' ? '' : `endpoints { ${endpoints} }\n`}`,
  ])
}

function system(
  classes: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>>,
  rules: string,
): PolicyTexts {
  return new Map([
    ...classFiles(classes),
    ...Object.entries(files),
    ['security.psl', header(Object.keys(classes)) + rules],
  ])
}

/** Loads a policy. Throws an Error if there is anything to say about it. */
export function load(texts: PolicyTexts): LoadedPolicy {
  const loaded = loadPolicy('security.psl', { read: (path) => texts.get(path) ?? null })
  const [first] = loaded.diagnostics
  if (first !== undefined) throw new Error(`a policy was refused: ${first.message}`)
  return loaded
}

/** A monitor that decides by the policy. */
export function monitorOf(texts: PolicyTexts): PreparingMonitor {
  const loaded = load(texts)
  return createMonitor(loaded.policy, monitorOptionsOf(loaded))
}

/** One decision about each of three methods: always, by a field of the message, never. */
export const storePolicy: PolicyTexts = system(
  { 'demo.Client': '', 'demo.Server': 'store : demo.Store' },
  {
    'demo/Store.idl': `package demo.Store
interface {
    Get(in string<32> key, out UInt32 value);
    Put(in string<32> key, in UInt32 value, in UInt32 size);
    Clear();
}
`,
  },
  `
request dst=demo.Server {
    match method=Get { grant () }
    match method=Put { assert (message.size < 1024) }
    match method=Clear { deny () }
}
`,
)

/** The head of requests about whose `size` {@link storePolicy} has a rule, and who sends them. */
export const putRequest: Omit<SecurityEvent, 'message'> = {
  type: 'request',
  source: 'demo.Client',
  destination: 'demo.Server',
  endpoint: 'store',
  interface: 'demo.Store',
  method: 'Put',
  sourceSid: 1,
  destinationSid: 2,
}

/** Patterns that take exponential time where matching goes back. */
export const hostilePatterns: readonly string[] = ['(a*)*b', '(a|aa)+b', '(a|a)*b']

/** A text that must match each of {@link hostilePatterns}. */
export const textPolicy: PolicyTexts = system(
  { 'demo.Client': '', 'demo.Log': 'log : demo.Text' },
  {
    'demo/Text.idl': `package demo.Text\ninterface {\n    Write(in string<1048576> text);\n}\n`,
  },
  `
request dst=demo.Log method=Write {
${hostilePatterns.map((each) => `    assert (re.match {text : message.text, pattern : "${each}"})`).join('\n')}
}
`,
)

const otherClients: readonly string[] = Array.from({ length: 99 }, (_, i) => `demo.Client${i}`)

/**
 * 200 rules about requests and responses of `bench.Words`: of the client that is measured, whose
 * requests are granted by `rule`, and of 99 others.
 */
export function wordsPolicy(rule: string): PolicyTexts {
  return system(
    {
      Client: '',
      Server: 'words : bench.Words',
      ...Object.fromEntries(otherClients.map((name) => [name, ''])),
    },
    { 'bench/Words.idl': wordsInterface },
    [
      rulesOfClient('Client', rule),
      ...otherClients.map((name) => rulesOfClient(name, byField)),
    ].join(''),
  )
}

/** A rule that grants small requests of `bench.Words`. */
export const byField = 'assert (message.b < 100)'

const wordsInterface = `package bench.Words
interface {
    Send(in UInt64 a, in UInt64 b, in UInt64 c, in UInt64 d, in UInt64 e, in UInt64 f,
         out UInt64 g, out UInt64 h, out UInt64 i, out UInt64 j, out UInt64 k, out UInt64 l);
}
`

function rulesOfClient(client: string, rule: string): string {
  return `
request src=${client} dst=Server {
    match endpoint=words method=Send { ${rule} }
}
response src=Server dst=${client} {
    match endpoint=words method=Send { grant () }
}
`
}

/** Rules about each server in {@link largePolicy}. */
const rulesOfServer = 50

/** So many rules about servers of one interface: half of them have a condition. */
export function largePolicy(rules: number): PolicyTexts {
  const servers = Array.from({ length: rules / rulesOfServer }, (_, i) => `demo.Server${i}`)
  const methods = Array.from({ length: rulesOfServer / 5 }, (_, i) => `Method${i}`)
  const text = servers.map((server, i) => methods.map((m) => rulesOf(server, m, i)).join(''))
  return system(
    {
      'demo.Client': '',
      ...Object.fromEntries(servers.map((name) => [name, 'items : demo.Items'])),
    },
    { 'demo/Items.idl': itemsInterface(methods) },
    flowObject + text.join(''),
  )
}

function itemsInterface(methods: readonly string[]): string {
  const lines = methods.map(
    (name) => `    ${name}(in UInt32 id, in UInt32 size, in string<16> name, out UInt32 status);\n`,
  )
  return `package demo.Items\ninterface {\n${lines.join('')}}\n`
}

const flowObject = `
policy object session : Flow {
    type State = "open" | "busy"
    config = {
        states : ["open", "busy"],
        initial : "open",
        transitions : {"open" : ["busy"], "busy" : ["open"]}
    }
}
`

/** Five rules about a method. */
function rulesOf(server: string, method: string, number: number): string {
  return `
request src=demo.Client dst=${server} {
    match endpoint=items method=${method} {
        assert (message.size < ${number} + 1024 && message.id != 0)
        choice (message.name) {
            "first" : session.enter {sid : src_sid, state : "busy"}
            _ : session.allow {sid : src_sid, states : ["open"]}
        }
        grant ()
    }
}
response src=${server} dst=demo.Client {
    match endpoint=items method=${method} { grant () }
}
error src=${server} dst=demo.Client { grant () }
`
}
