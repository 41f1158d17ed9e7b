// A policy with the forms that files of systems have, from its template to decisions: the states of
// traffic lights, chosen by regular expressions, a device driver of the system, audits, and comments.
import { expect, test } from 'vitest'
import { type AuditRecord, createMonitor, type SecurityEvent } from '../../src/index.ts'
import { loadPolicy, monitorOptionsOf } from '../../src/psl/index.ts'
import { said, start } from './fixture.ts'

const files: Readonly<Record<string, string>> = {
  'security.psl.in': `/** Политика безопасности перекрёстка. */
use nk.base._
use nk.basic._
use nk.flow._
use nk.regex._
use trusted._
use kl.drivers.BSP._   // it says no more than that it is there

@INIT_EXTERNAL_ENTITIES@

execute: kl.core.Execute

audit profile trace = {
  0: {},
  1: { base: { kss: [ "denied" ] }, },
  2: { base: { kss: [ "denied" ] }
       way1: { omit: [ "red" ], kss: [ "granted", "denied" ] } }
}
audit default = trace 2

policy object way1 : Flow {
  type States = "red" | "red-yellow" | "green" | "yellow" | "blink-yellow"
  config = {
    states     : [ "red", "red-yellow", "green", "yellow", "blink-yellow", ],
    initial    : "red",
    transitions : {
      "red"          : [ "red-yellow", "blink-yellow" ],
      "red-yellow"   : [ "green" ],
      "green"        : [ "yellow" ],
      "yellow"       : [ "red" ],
      "blink-yellow" : [ "red" ],
    }
  }
}

execute { grant () }
execute src = Einit, dst = traffic.Lights
{
  way1.init {sid : dst_sid}
  grant()
}

request {
  match dst=kl.core.Core { match src=Einit { grant () } match src = traffic.Lights { grant() } }
  match src = traffic.Lights, dst = kl.drivers.BSP { grant (); }
}

request src = traffic.Control
        dst = traffic.Lights
        endpoint = lights.mode
        method = Set {
  assert(bool.any [ message.value.mode == 0x00000A0A, // both blink
                    message.value.mode == 0x203 ])
  choice (re.select {text : message.value.way}) {
    "blink-yellow": { way1.enter {sid : dst_sid, state : "blink-yellow"} }
    "green": { way1.enter {sid : dst_sid, state : "green"} }
    "yellow": { way1.enter {sid : dst_sid, state : "yellow"} }
    "red-yellow": { way1.enter {sid : dst_sid, state : "red-yellow"} }
    "re(d|t)": way1.enter {sid : dst_sid, state : "red"}
    _: deny()
  }
}
request src = traffic.Control dst = traffic.Lights {
  match endpoint = lights.mode, method = Log { deny (size (message.result) > 2) }
  match endpoint = lights.mode  method = Again { deny ( (message.request.repeats) > 1) }
}
{% if BOARD == "RPI4_BCM2711" %}
security src = traffic.Lights, method = Register { grant () }
{% elif BOARD == "RADXA_ROCK_3A" %}
security src = traffic.Lights, method = Register { deny () }
{% endif %}
`,
  'trusted.psl': 'use nk.base._\nresponse { grant () }\nerror\n{\n  grant ()\n}\n',
  'Einit.edl': 'task class Einit',
  'kl/core/Core.edl': 'task class kl.core.Core',
  'traffic/Control.edl': 'task class traffic.Control',
  'traffic/Lights.edl':
    'task class traffic.Lights security traffic.Guard components { lights : traffic.CLights }',
  'traffic/CLights.cdl': 'component traffic.CLights endpoints { mode : traffic.Mode }',
  'traffic/Guard.idl': 'package traffic.Guard interface { Register(in UInt32 key); }',
  'traffic/Mode.idl': `package traffic.Mode
    struct Value { UInt32 mode; string<16> way; }
    struct Request { UInt8 repeats; }
    interface {
      Set(in Value value);
      Log(in sequence<UInt32, 8> result);
      Again(in Request request);
    }`,
}

const loaded = loadPolicy('security.psl.in', {
  read: (path) => files[path] ?? null,
  externalEntities: ['Einit', 'kl.core.Core', 'traffic.Control', 'traffic.Lights'],
  variables: { BOARD: 'RPI4_BCM2711' },
})

const call = (method: string, message: object): SecurityEvent => ({
  type: 'request',
  source: 'traffic.Control',
  destination: 'traffic.Lights',
  endpoint: 'lights.mode',
  interface: 'traffic.Mode',
  method,
  message,
  sourceSid: 3,
  destinationSid: 12,
})
const set = (way: string, mode = 0x203) => call('Set', { value: { mode, way } })

test('it is loaded with a warning for the driver only', () => {
  expect(loaded.diagnostics.map(({ file, line, message }) => [file, line, message])).toEqual([
    ['security.psl.in', 7, 'there is no EDL file of kl.drivers.BSP: its endpoints are not known'],
  ])
  expect(loaded.auditDefault).toEqual({ profile: 'trace', level: 2 })
})

test('it decides by state, message and pattern', () => {
  const { decide } = monitorWith()
  expect(said(decide(set('red-yellow')))).toContain('denied-by-rule: way1.enter')
  expect(said(decide(start('traffic.Lights')))).toBe('granted')
  for (const way of ['red-yellow', 'green', 'yellow', 'ret', 'blink-yellow', 'red'])
    expect([way, said(decide(set(way)))]).toEqual([way, 'granted'])
  expect(said(decide(set('yellow')))).toContain('state : "yellow"} (security.psl.in:')
  expect(said(decide(set('reddish')))).toContain('deny()')
  expect(said(decide(set('blink-yellow', 0x204)))).toContain('assert')
  expect(said(decide(set('blink-yellow', 0xa0a)))).toBe('granted')
  expect(said(decide(call('Log', { result: [1, 2] })))).toBe('granted')
  expect(said(decide(call('Log', { result: [1, 2, 3] })))).toContain('deny (size')
  expect(said(decide(call('Again', { request: { repeats: 1 } })))).toBe('granted')
  expect(said(decide(call('Again', { request: { repeats: 2 } })))).toContain('deny ( (message')
})

test('it decides about the driver, the kernel and the security interface', () => {
  const { decide } = monitorWith()
  const ask = (parts: Partial<SecurityEvent>) => said(decide({ ...call('Any', {}), ...parts }))
  expect(ask({ source: 'traffic.Lights', destination: 'kl.drivers.BSP' })).toBe('granted')
  expect(ask({ destination: 'kl.drivers.BSP' })).toBe('no-rule')
  expect(ask({ source: 'Einit', destination: 'kl.core.Core' })).toBe('granted')
  const own = { type: 'security', source: 'traffic.Lights', destination: '' } as const
  expect(ask({ ...own, endpoint: '', interface: 'traffic.Guard', method: 'Register' })).toBe(
    'granted',
  )
})

test('it audits what its profile says', () => {
  const records: AuditRecord[] = []
  const { decide } = monitorWith((record) => records.push(record))
  for (const each of [start('traffic.Lights'), set('red-yellow'), set('green'), set('green')])
    decide(each)
  expect(records.map(({ object, result, rule }) => [object, result, rule])).toEqual([
    ['way1', 'granted', 'way1.init {sid : dst_sid}'],
    ['way1', 'granted', 'way1.enter {sid : dst_sid, state : "green"}'],
    ['way1', 'denied', 'way1.enter {sid : dst_sid, state : "green"}'],
  ])
})

function monitorWith(onAudit: (record: AuditRecord) => void = () => undefined) {
  const monitor = createMonitor(loaded.policy, { ...monitorOptionsOf(loaded), onAudit })
  return { decide: (event: SecurityEvent) => monitor.decide(event) }
}
