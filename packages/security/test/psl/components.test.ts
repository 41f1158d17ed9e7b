// What names of components and endpoints mean: what EDL files say, whatever a monitor is told.
import { expect, test } from 'vitest'
import { createMonitor, type MonitorOptions, type SecurityEvent } from '../../src/index.ts'
import { type LoadedPolicy, monitorOptionsOf } from '../../src/psl/index.ts'
import { event, faults, header, load, said } from './fixture.ts'

const files = {
  'demo/Storage.cdl': 'component demo.Storage security demo.Guard endpoints { store : demo.Store }',
  'demo/Fake.cdl': 'component demo.Fake security demo.Guard endpoints { store : demo.Store }',
  'demo/Lone.cdl': 'component demo.Lone security demo.Guard',
  'demo/One.edl': 'task class demo.One components { disk : demo.Storage lone : demo.Lone }',
  'demo/Other.edl': 'task class demo.Other components { disk : demo.Fake lone : demo.Fake }',
}

function policy(text: string): LoadedPolicy {
  const loaded = load(`${header}use EDL demo.One use EDL demo.Other\n${text}`, files)
  expect(faults(loaded)).toBe('')
  return loaded
}

/** Of a kernel whose programs tell nothing of types. */
const untyped: MonitorOptions = {
  endpoints: new Map(
    ['demo.Server', 'demo.One', 'demo.Other'].map((name) => [name, [{ name: 'disk.store' }]]),
  ),
}

/** What every kind of monitor says: all the same. */
function decided(loaded: LoadedPolicy, ...events: readonly SecurityEvent[]): readonly string[] {
  const answers = [monitorOptionsOf(loaded), untyped, {}].map((options) => {
    const monitor = createMonitor(loaded.policy, options)
    return events.map((each) => said(monitor.decide(each)).replace(/:.*/, ''))
  })
  const [first = [], ...others] = answers
  for (const other of others) expect(other).toEqual(first)
  return first
}

const leave = (source: string, endpoint = 'disk.security'): SecurityEvent =>
  event({
    type: 'security',
    source,
    destination: '',
    endpoint,
    interface: 'demo.Guard',
    method: 'Leave',
    message: {},
  })
const clear = (destination: string, endpoint = 'disk.store'): SecurityEvent =>
  event({ destination, endpoint, method: 'Clear', message: {} })

test('the type of a component selects the security interfaces of all its instances', () => {
  const loaded = policy('security { grant () match component=demo.Storage { deny () } }')
  expect(
    decided(
      loaded,
      leave('demo.Server'),
      leave('demo.Server', 'ram.security'),
      leave('demo.One'),
      leave('demo.Other'),
      leave('demo.Server', ''),
    ),
  ).toEqual(['denied-by-rule', 'denied-by-rule', 'denied-by-rule', 'granted', 'granted'])
})

test('and of one that has no endpoints, but not of what is called as an instance elsewhere', () => {
  const loaded = policy('security component=demo.Lone { grant () }')
  expect(decided(loaded, leave('demo.One', 'lone.security'))).toEqual(['granted'])
  expect(decided(loaded, leave('demo.Other', 'lone.security'))).toEqual(['no-rule'])
})

test.each(['component=demo.Storage', 'component=demo.Storage { match component=disk'])(
  'a deny for %s holds in a kernel that does not know types',
  (selector) => {
    const end = selector.includes('{') ? '} }' : '}'
    const loaded = policy(`request { grant () match ${selector} { deny () ${end} }`)
    const expected = ['denied-by-rule', 'denied-by-rule', 'granted']
    const servers = ['demo.Server', 'demo.One', 'demo.Other'].map((name) => clear(name))
    expect(decided(loaded, ...servers)).toEqual(expected)
  },
)

test('inside a choice as well', () => {
  const loaded = policy(`request method=Clear {
    choice (src_sid == dst_sid) { false : { grant () match component=demo.Storage { deny () } } }
  }`)
  expect(decided(loaded, clear('demo.One'), clear('demo.Other'))).toEqual([
    'denied-by-rule',
    'granted',
  ])
})

test('an endpoint that the files lack is believed what its program tells', () => {
  const loaded = policy('request { grant () match component=demo.Storage { deny () } }')
  const endpoints = new Map([
    ['demo.One', [{ name: 'more.store', typeNames: ['demo.Storage.store'] }]],
  ])
  const monitor = createMonitor(loaded.policy, { endpoints })
  expect(said(monitor.decide(clear('demo.One', 'more.store')))).toContain('denied-by-rule')
  expect(said(monitor.decide(clear('demo.One', 'less.store')))).toBe('granted')
})
