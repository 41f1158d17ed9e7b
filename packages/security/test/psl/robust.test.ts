// Any text is a policy or has errors: loading it neither throws nor grants by mistake.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMonitor } from '../../src/index.ts'
import { maxIncludes, maxTypeParts } from '../../src/limits.ts'
import { monitorOptionsOf } from '../../src/psl/index.ts'
import { event, header, load, put } from './fixture.ts'
import { policyText } from './random-policy.ts'

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }
const RUNS = Number(process.env['KOS_MODEL_RUNS'] ?? 200)

const text = `${header}
policy object session : Flow {
  type State = "closed" | "open"
  config = { states : ["closed", "open"], initial : "closed", transitions : { "closed" : ["open"] } }
}
policy object seen : HashSet { type Entry = [UInt32, Text] config = { set_size : 4, pool_size : 4 } }
policy object table : StaticMap { type Value = UInt8 config = { keys : { "k" : 1 }, pool_size : 2 } }
policy object levels : Mic { config = { degrees : ["low", "high"], categories : ["a"] } }
audit profile trace = { 0 : { base : { kss : ["denied"] }, session : { kss : [], omit : ["open"] } } }
audit default = trace 0
execute { session.init {sid : dst_sid} levels.execute {image : (), target : dst_sid, level : "low", levelR : ()} }
request dst=demo.Server component=demo.Storage {
  audit trace
  match method=Put {
    seen.add {sid : dst_sid, entry : [message.id, message.item.label]}
    table.set {sid : message.owner.handle, key : "k", value : uint8 (message.id + 1 - message.small * 2)}
    choice (re.select {text : message.name}) { "a.*" : grant () _ : { assert (size message.codes > 1) } }
    assert (bool.any [message.total == 1, ! (message.codes[0] == 2), (~ message.small & 1) == 1])
    deny (session.query {sid : src_sid} == "open" || pred.empty message.data)
  }
}
`
const words = text.match(/\w+|"[^"]*"|[=!<>]=|&&|\|\||\S/g) ?? []
const change = fc.record({
  at: fc.nat(words.length - 1),
  from: fc.nat(words.length - 1),
  kind: fc.constantFrom('drop', 'copy', 'replace'),
})

function changed(changes: readonly { at: number; from: number; kind: string }[]): string {
  const copy = [...words]
  for (const { at, from, kind } of changes) {
    const word = words[from] ?? ''
    if (kind === 'drop') copy[at] = ''
    else copy[at] = kind === 'copy' ? `${copy[at]} ${word}` : word
  }
  return copy.join(' ')
}

test('a policy whose words were changed is loaded, or has errors and no rules', () => {
  let sound = 0
  const property = fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
    const loaded = load(changed(changes))
    expect(loaded.hasErrors).toBe(loaded.diagnostics.some(({ severity }) => severity === 'error'))
    if (loaded.hasErrors) expect(loaded.policy).toEqual([])
    else sound++
    const monitor = createMonitor(loaded.policy, monitorOptionsOf(loaded))
    expect(typeof monitor.decide(put()).granted).toBe('boolean')
  })
  // A change of nothing is among them.
  const examples: [{ at: number; from: number; kind: string }[]][] = [
    [[{ at: 0, from: 0, kind: 'replace' }]],
  ]
  fc.assert(property, { numRuns: RUNS, examples })
  expect(load(text).diagnostics).toEqual([])
  expect(sound).toBeGreaterThan(0)
})

test('a policy about other classes than there are has errors and no rules', () => {
  const property = fc.property(policyText, (each) => {
    const loaded = load(each)
    expect(loaded.hasErrors).toBe(true)
    expect(createMonitor(loaded.policy).decide(event()).granted).toBe(false)
  })
  fc.assert(property, { numRuns: Math.ceil(RUNS / 4) })
})

test('deep expressions and sections are checked and compiled as far as they are parsed', () => {
  const deep = `${'('.repeat(100)}message.id == 5${' && true)'.repeat(100)}`
  const nested = `${'match method=Put { '.repeat(100)} assert (${deep}) ${'}'.repeat(100)}`
  const choices = `${'choice (message.id) { 5 : { '.repeat(60)} grant () ${'} }'.repeat(60)}`
  const loaded = load(`${header}request method=Put { ${nested} ${choices} }`)
  expect(loaded.diagnostics).toEqual([])
  const monitor = createMonitor(loaded.policy, monitorOptionsOf(loaded))
  expect(monitor.decide(put()).granted).toBe(true)
  expect(monitor.decide(put({ id: 6 })).granted).toBe(false)
})

test('more rules than a call takes arguments are loaded', { timeout: 60_000 }, () => {
  const loaded = load(`${header}request { ${'grant () '.repeat(150_000)} }`)
  expect(loaded.policy.length).toBe(150_000)
  expect(createMonitor(loaded.policy, monitorOptionsOf(loaded)).decide(put()).granted).toBe(true)
})

function doubling(times: number): string {
  const types = Array.from({ length: times }, (_, i) => `type T${i + 1} = { a : T${i}, b : T${i} }`)
  return `${header}policy object s : HashSet {
    type T0 = UInt8
    ${types.join('\n')}
    type Entry = T${times}
    config = { set_size : 5, pool_size : 5 }
  }
  request { s.add {sid : src_sid, entry : 5} }`
}

test('types that double with each name have an end', () => {
  expect(load(doubling(11)).diagnostics).toHaveLength(1)
  const messages = load(doubling(50)).diagnostics.map(({ message }) => message)
  expect(messages).toContain(`the type has more than ${maxTypeParts} parts`)
})

test('files include one another as deep as the limit, no deeper', () => {
  const chain = (length: number): readonly string[] => {
    const files = Array.from({ length }, (_, i) => [`f${i}.psl`, `use f${i + 1}._`] as const)
    const loaded = load('use f0._', { ...Object.fromEntries(files), [`f${length}.psl`]: '' })
    return loaded.diagnostics.map(({ message }) => message)
  }
  expect(chain(maxIncludes - 1)).toEqual([])
  expect(chain(maxIncludes)).toEqual([`files include one another more than ${maxIncludes} deep`])
  expect(chain(20_000)).toHaveLength(1)
})
