// A policy in PSL over programs that run: what its rules see are the messages, system calls, starts
// and security interfaces of a kernel.

import {
  connect,
  program,
  rcOk,
  rcSecurityDisallow,
  securityOf,
  serve,
  VMM_FLAG_COMMIT,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
} from '@kos/libkos'
import { systemFiles } from '@kos/libkos/resources'
import type { AuditRecord } from '@kos/security'
import { loadPolicy } from '@kos/security/psl'
import { defineInterface, string, uint32, uint64, struct } from '@kos/idl'
import { expect, test } from 'vitest'
import { boot, type DeniedEvent, VirtualClock } from '../src/index.ts'

const files: Readonly<Record<string, string>> = {
  'security.psl': `execute: kl.core.Execute
use nk.base._ use nk.basic._ use nk.flow._ use nk.regex._
use EDL Einit use EDL kl.core.Core use EDL demo.Control use EDL demo.Lights

policy object lamp : Flow {
  type State = "red" | "green"
  config = { states : ["red", "green"], initial : "red", transitions : { "red" : ["green"], "green" : ["red"] } }
}

execute { grant () }
execute dst=demo.Lights { lamp.init {sid : dst_sid} }
request dst=kl.core.Core {
  grant ()
  match src=demo.Control endpoint=vmm.VMM method=Allocate { deny (message.size > 0x100000) }
}
request src=demo.Control dst=demo.Lights endpoint=box.lamp method=Set {
  assert (message.light.total < 0x8000000000000000 && message.light.number != 0)
  choice (re.select {text : message.light.way}) {
    "gre*n" : lamp.enter {sid : dst_sid, state : "green"}
    "red" : lamp.enter {sid : dst_sid, state : "red"}
  }
}
response src=demo.Lights { deny (message.old == 3) }
security src=demo.Control method=Check { assert (message.port == 80) }
`,
  'demo/Control.edl': 'task class demo.Control security demo.Guard',
  'demo/Lights.edl': 'task class demo.Lights components { box : demo.Box }',
  'demo/Box.cdl': 'component demo.Box endpoints { lamp : demo.Lamp }',
  'demo/Guard.idl': 'package demo.Guard interface { Check(in UInt32 port); }',
  'demo/Lamp.idl': `package demo.Lamp
    struct Light { UInt32 number; UInt64 total; string<8> way; }
    interface { Set(in Light light, out UInt32 old); }`,
}

const Guard = defineInterface('demo.Guard', { Check: { in: { port: uint32 } } })
const Lamp = defineInterface('demo.Lamp', {
  Set: {
    in: { light: struct({ number: uint32, total: uint64, way: string(8) }) },
    out: { old: uint32 },
  },
})

const loaded = loadPolicy('security.psl', {
  read: (path) => files[path] ?? null,
  system: systemFiles,
})

test('it has no errors, and knows the kernel and Einit by the files of the system', () => {
  expect(loaded.diagnostics).toEqual([])
  expect(loaded.classes.get('kl.core.Core')?.isKnown).toBe(true)
})

test('rules see messages, system calls, starts and security interfaces', async () => {
  const answers: unknown[] = []
  const denials: string[] = []
  const Lights = program({ endpoints: { 'box.lamp': Lamp } }, async (kos) => {
    await serve(kos, 'lights', { 'box.lamp': { Set: ({ light }) => ({ old: light.number }) } })
  })
  const Control = program({ security: { '': Guard } }, async (kos) => {
    const lamp = connect(kos, Lamp, 'lights', 'box.lamp')
    const set = async (way: string, number = 1, total = 5n): Promise<void> => {
      const { rc, old } = await lamp.Set({ light: { number, total, way } })
      answers.push(rc === rcOk ? old : rc)
    }
    await set('red')
    await set('green')
    await set('grn', 0)
    await set('red', 1, 2n ** 63n)
    await set('red', 3)
    await set('green', 2)
    answers.push(
      securityOf(kos, Guard).Check({ port: 80 }),
      securityOf(kos, Guard).Check({ port: 81 }),
    )
    const flags = VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | VMM_FLAG_READ
    answers.push(kos.KnVmAllocate(0, 0x1000, flags) > 0, kos.KnVmAllocate(0, 0x200000, flags))
  })
  const solution = {
    programs: { 'demo.Lights': Lights, 'demo.Control': Control },
    connections: { 'demo.Control': { lights: 'demo.Lights' } },
    policy: loaded.policy,
  }
  const onDenied = ({ denied: { rule } }: DeniedEvent): void => {
    denials.push(`${rule?.text} (${rule?.place})`)
  }
  await using kernel = boot(solution, { clock: new VirtualClock(), onDenied })
  await kernel.run({ until: kernel.task('demo.Control') })
  const denied = rcSecurityDisallow
  expect(answers).toEqual([denied, 1, denied, denied, denied, 2, rcOk, denied, true, 0])
  expect(denials).toEqual([
    'lamp.enter {sid : dst_sid, state : "red"} (security.psl:20)',
    'assert (message.light.total < 0x8000000000000000 && message.light.number != 0) (security.psl:17)',
    'assert (message.light.total < 0x8000000000000000 && message.light.number != 0) (security.psl:17)',
    'deny (message.old == 3) (security.psl:23)',
    'assert (message.port == 80) (security.psl:24)',
    'deny (message.size > 0x100000) (security.psl:14)',
  ])
})

test('audits begin at the level that the policy says, without an option', async () => {
  const text = `use nk.base._ use EDL Einit
execute { grant () }
audit profile trace = { 2 : { base : { kss : ["granted"] } } }
audit default = trace 2`
  const read = (path: string) => (path === 'audited.psl' ? text : null)
  const { policy } = loadPolicy('audited.psl', { read, system: systemFiles })
  const levels: number[] = []
  const onAudit = ({ level, result }: AuditRecord): void => {
    if (result === 'granted') levels.push(level)
  }
  const solution = { programs: {}, einit: program(() => 0), policy }
  await using kernel = boot(solution, { clock: new VirtualClock(), onAudit })
  await kernel.run({ until: kernel.task('Einit') })
  expect(levels).toContain(2)
})
