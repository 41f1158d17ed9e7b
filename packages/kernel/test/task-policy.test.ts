// What a policy in PSL says of processes that processes make: the methods of `kl.core.Task` by the
// endpoint task.Task, with names and classes in their messages, and starts.

import { program, TaskEndExited } from '@kos/libkos'
import { rcOk, rcSecurityDisallow } from '@kos/retcode'
import { systemFiles } from '@kos/libkos/resources'
import { loadPolicy, type LoadedPolicy } from '@kos/security/psl'
import { expect, test } from 'vitest'
import { boot, VirtualClock } from '../src/index.ts'
import { openWorld } from './world.ts'

function load(rules: string): LoadedPolicy {
  const files: Readonly<Record<string, string>> = {
    'security.psl': `execute: kl.core.Execute
use nk.base._ use nk.basic._
use EDL Einit use EDL kl.core.Core
use EDL demo.Client use EDL demo.Server use EDL demo.Starter
${rules}`,
    'demo/Client.edl': 'task class demo.Client',
    'demo/Server.edl': 'task class demo.Server',
    'demo/Starter.edl': 'task class demo.Starter',
  }
  return loadPolicy('security.psl', { read: (path) => files[path] ?? null, system: systemFiles })
}

const one = program(() => 1)
const programs = { 'demo.Server': one, 'demo.Client': one }

test('Create says the class: Einit may make one, and not the other', async () => {
  const { policy, diagnostics } = load(`
execute { grant () }
request dst=kl.core.Core { match endpoint=task.Task { match method=Run { grant () } } }
request src=Einit dst=kl.core.Core endpoint=task.Task method=Create {
  assert (message.eiid == "demo.Client")
}
request src=Einit dst=kl.core.Core endpoint=thread.Thread { grant () }
`)
  expect(diagnostics).toEqual([])
  const denials: string[] = []
  const lines: string[] = []
  await using kernel = boot(
    { programs, policy },
    {
      clock: new VirtualClock(),
      output: ({ text }) => lines.push(text),
      onDenied: ({ denied }) => denials.push(denied.message),
      onExit: () => {},
    },
  )
  await kernel.run({ until: 'idle' })
  expect(kernel.task('Einit').result).toEqual({ code: 1 })
  expect(lines).toEqual([
    expect.stringMatching(/^EntityInitEx\(demo\.Server\): rcSecurityDisallow/),
  ])
  expect(denials).toEqual([
    'request Einit -> kl.core.Core kl.core.Task.Create (endpoint task.Task): denied by rule 3, ' +
      'assert (message.eiid == "demo.Client") (security.psl:9); its condition is false',
  ])
})

test('arguments, connections and starts are events of their own', async () => {
  const { policy, diagnostics } = load(`
execute src=kl.core.Core { grant () }
execute src=demo.Starter dst=demo.Client { grant () }
request dst=kl.core.Core { grant () }
request src=demo.Starter dst=kl.core.Core endpoint=task.Task {
  match method=AddArgument { assert (message.text != "--all") }
  match method=Connect { assert (message.name == "server") }
}
`)
  expect(diagnostics).toEqual([])
  await using world = openWorld({ programs, security: policy })
  world.kernel.spawn(null, { name: 'Starter', className: 'demo.Starter' })
  const answers = await world.act('Starter', async (kos) => {
    const client = kos.EntityInit({ eiid: 'demo.Client' })!
    const server = kos.EntityInit({ eiid: 'demo.Server' })!
    return [
      kos.EntitySetArgs(client, ['client', '--all']),
      kos.EntitySetArgs(client, ['client', '--one']),
      kos.EntityConnect(client, server),
      kos.EntityConnectToService(client, server, 'server'),
      kos.EntityRun(server),
      kos.EntityRun(client),
      await kos.EntityWait(client, 1000),
    ]
  })
  expect(answers).toEqual([
    rcSecurityDisallow,
    rcOk,
    rcSecurityDisallow,
    rcOk,
    rcSecurityDisallow,
    rcOk,
    { rc: rcOk, reason: TaskEndExited, exitCode: 1 },
  ])
})
