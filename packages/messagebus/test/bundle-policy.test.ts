// Policies, in TypeScript and in PSL, decide by topic and length who puts and who opens bundles.

import { any, boot, core, error, execute, request, response, VirtualClock } from '@kos/kernel'
import {
  type Kos,
  PAGE_SIZE,
  rcOk,
  rcResourceNotFound,
  rcSecurityDisallow,
  unwrap,
} from '@kos/libkos'
import { loadPolicy } from '@kos/security/psl'
import { expect, test } from 'vitest'
import {
  MessageBusBundles,
  MessageBusFactory,
  messageBusProcess,
  openBundle,
} from '../src/process.ts'
import { systemFiles } from '../src/resources.ts'
import { openText } from './bundle-world.ts'
import { busName, interfacesOf } from './bus-world.ts'

const { Put, Open } = MessageBusBundles

const inTypeScript = [
  execute(),
  request(any, core),
  response(busName, any),
  error(busName, any),
  request(any, busName, MessageBusFactory),
  request('Sensor', busName, Put, ({ message }) => {
    return message.topic === 'speed' && message.length <= 4096n
  }),
  request('Panel', busName, Open, ({ message }) => message.topic === 'speed'),
]

const files: Readonly<Record<string, string>> = {
  'security.psl': `execute: kl.core.Execute
use nk.base._ use nk.basic._
use EDL Einit use EDL kl.core.Core use EDL kl.MessageBus use EDL Sensor use EDL Panel

execute { grant () }
request dst=kl.core.Core { grant () }
response src=kl.MessageBus { grant () }
error src=kl.MessageBus { grant () }
request dst=kl.MessageBus endpoint=bus { grant () }
request src=Sensor dst=kl.MessageBus endpoint=bundles method=Put {
  assert (message.topic == "speed" && message.length <= 4096)
}
request src=Panel dst=kl.MessageBus endpoint=bundles method=Open {
  assert (message.topic == "speed")
}
`,
  'Sensor.edl': 'entity Sensor',
  'Panel.edl': 'entity Panel',
}

const inPsl = loadPolicy('security.psl', {
  read: (path) => files[path] ?? null,
  system: systemFiles,
})

test('the policy in PSL has no errors', () => {
  expect(inPsl.diagnostics).toEqual([])
})

test.each([
  ['TypeScript', inTypeScript],
  ['PSL', inPsl.policy],
])('a policy in %s says who puts and who opens what', async (_name, policy) => {
  await using kernel = boot(
    {
      programs: { [busName]: messageBusProcess(), Sensor: null, Panel: null },
      connections: { Sensor: { [busName]: busName }, Panel: { [busName]: busName } },
      policy,
    },
    { clock: new VirtualClock(), onDenied: () => {} },
  )
  const act = async <T>(name: string, routine: (kos: Kos) => Promise<T>): Promise<T> => {
    const done = kernel.as(name, routine)
    await kernel.run({ until: done })
    return done
  }
  const id = await act('Sensor', async (kos) => {
    const { bundles } = await interfacesOf(kos)
    const data = new Uint8Array(PAGE_SIZE)
    expect((await bundles.Put('alarm', data)).rc).toBe(rcSecurityDisallow)
    expect((await bundles.Put('speed', new Uint8Array(PAGE_SIZE + 1))).rc).toBe(rcSecurityDisallow)
    const { bundle } = unwrap(await bundles.Put('speed', data))
    expect((await bundles.Open('speed', bundle.id)).rc).toBe(rcSecurityDisallow)
    // Nor by its handle.
    expect((await openBundle(kos, bundle.handle)).rc).toBe(rcSecurityDisallow)
    return bundle.id
  })
  await act('Panel', async (kos) => {
    const { bundles } = await interfacesOf(kos)
    expect((await bundles.Put('speed', new Uint8Array(1))).rc).toBe(rcSecurityDisallow)
    expect(await openText(bundles, 'alarm', id)).toBe(rcSecurityDisallow)
    // What it may open is not what was put for another topic.
    expect(await openText(bundles, 'speed', id + 1n)).toBe(rcResourceNotFound)
    expect((await bundles.Open('speed', id)).rc).toBe(rcOk)
  })
})
