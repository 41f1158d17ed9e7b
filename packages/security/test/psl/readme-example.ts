// The example of PSL in the README, and the same policy in TypeScript (docs/psl.md).
import { defineInterface, string, uint32 } from '@kos/idl'
import {
  any,
  createMonitor,
  definePolicy,
  execute,
  request,
  response,
  type SecurityMonitor,
} from '../../src/index.ts'
import { all, flow } from '../../src/models/index.ts'
import { formatDiagnostic, loadPolicy, monitorOptionsOf } from '../../src/psl/index.ts'

export const policyText = `execute: kl.core.Execute

use nk.base._
use nk.basic._
use nk.flow._
use EDL Einit
use EDL traffic.Control
use EDL traffic.Lights

policy object lamp : Flow {
    type State = "red" | "green" | "yellow"
    config = {
        states : ["red", "green", "yellow"],
        initial : "red",
        transitions : {"red" : ["green"], "green" : ["yellow"], "yellow" : ["red"]}
    }
}

execute { grant () }
execute dst=traffic.Lights { lamp.init {sid : dst_sid} }

request src=traffic.Control dst=traffic.Lights {
    match method=Set {
        assert (message.msec >= 1000)
        choice (message.way) {
            "red" : lamp.enter {sid : dst_sid, state : "red"}
            "green" : lamp.enter {sid : dst_sid, state : "green"}
            "yellow" : lamp.enter {sid : dst_sid, state : "yellow"}
        }
    }
}

response { grant () }
`

const texts: ReadonlyMap<string, string> = new Map([
  ['security.psl', policyText],
  ['Einit.edl', 'task class Einit'],
  ['traffic/Control.edl', 'task class traffic.Control'],
  ['traffic/Lights.edl', 'task class traffic.Lights endpoints { lamp : traffic.Lamp }'],
  [
    'traffic/Lamp.idl',
    'package traffic.Lamp interface { Set(in string<16> way, in UInt32 msec, out UInt32 old); }',
  ],
])

// The loading begins here.
const loaded = loadPolicy('security.psl', { read: (path) => texts.get(path) ?? null })
for (const each of loaded.diagnostics) console.error(formatDiagnostic(each))
if (loaded.hasErrors) throw new Error('security.psl has errors')
const monitor = createMonitor(loaded.policy, monitorOptionsOf(loaded))
// It ends here.

export const inPsl = (): SecurityMonitor => createMonitor(loaded.policy, monitorOptionsOf(loaded))
export { loaded, monitor }

// The policy in TypeScript begins here.
const Lamp = defineInterface('traffic.Lamp', {
  Set: { in: { way: string(16), msec: uint32 }, out: { old: uint32 } },
})
const ways = ['red', 'green', 'yellow'] as const
const lamp = flow({
  states: ways,
  initial: 'red',
  transitions: { red: ['green'], green: ['yellow'], yellow: ['red'] },
})
const policy = definePolicy(
  execute(),
  execute(
    any,
    'traffic.Lights',
    lamp.init(({ destinationSid: sid }) => ({ sid })),
  ),
  request(
    'traffic.Control',
    'traffic.Lights',
    Lamp.Set,
    all(
      ({ message }) => message.msec >= 1000,
      lamp.enter(({ destinationSid: sid, message }) => ({
        sid,
        state: message.way as (typeof ways)[number],
      })),
    ),
  ),
  response(any, any),
)
// It ends here.

export const inTypeScript = (): SecurityMonitor => createMonitor(policy)
