// Security interfaces from files to decisions: the `security` of generated modules goes to `program`
// as it is.

import { any, boot, core, execute, request, security as ask, VirtualClock } from '@kos/kernel'
import { program, rcOk, rcSecurityDisallow, securityOf } from '@kos/libkos'
import { expect, test } from 'vitest'
import { Folder } from './folder.ts'
import { Approve } from './golden/guard/Approve.idl.ts'
import { Seal } from './golden/guard/Seal.idl.ts'
import { endpoints, security } from './golden/guard/Verifier.edl.ts'

const files = {
  'guard/Approve.idl': 'package guard.Approve\ninterface { Check(in UInt32 port); }\n',
  'guard/Seal.idl': 'package guard.Seal\ninterface { Set(in string<8> name); }\n',
  'guard/Disk.cdl': 'component guard.Disk\nsecurity guard.Seal\n',
  'guard/Verifier.edl':
    'entity guard.Verifier\nsecurity guard.Approve\ncomponents { disk : guard.Disk }\n',
}

test('the module of a process has its security interfaces', async () => {
  using folder = new Folder(files)
  expect(await folder.kos(['gen', 'guard', '--extension', 'ts'])).toMatchObject({
    code: 0,
    err: '',
  })
  for (const name of ['Approve.idl.ts', 'Seal.idl.ts', 'Verifier.edl.ts'])
    await expect(folder.read(`generated/guard/${name}`)).toMatchFileSnapshot(`golden/guard/${name}`)
})

test('a program declares them, and asks', async () => {
  const answers: unknown[] = []
  const Verifier = program({ endpoints, security }, (kos) => {
    for (const port of [80, 81]) answers.push(securityOf(kos, Approve).Check({ port }))
    answers.push(securityOf(kos, Seal, 'disk').Set({ name: 'red' }))
  })
  const policy = [
    execute(),
    request(any, core),
    ask(Verifier, Approve.Check, ({ message }) => message.port > 80),
    ask(Verifier, { endpoint: 'disk.security', method: 'Set' }),
  ]
  const options = { clock: new VirtualClock(), onDenied: () => {} }
  await using kernel = boot({ programs: { Verifier }, policy }, options)
  await kernel.run({ until: kernel.task('Verifier') })
  expect(answers).toEqual([rcSecurityDisallow, rcOk, rcOk])
})
