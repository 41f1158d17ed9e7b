// EntityInfo, as `kos gen` prints it, and the program of the image: they must have the same
// endpoints.

import { defineInterface, type EntityInfo, program, serve, uint32 } from '@kos/libkos'
import { rcInvalidArgument, rcOk, type Retcode } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { hosts, openWorld, type World } from './world.ts'

const Store = defineInterface('demo.Store', { Count: { out: { count: uint32 } } })
const Log = defineInterface('demo.Log', { Clear: {} })
const endpointInfo = [
  { name: 'demo.Storage.store', riid: 0, interface: 'demo.Store' },
  { name: 'disk.store', riid: 0, interface: 'demo.Store' },
  { name: 'demo.Server.log', riid: 1, interface: 'demo.Log' },
  { name: 'log', riid: 1, interface: 'demo.Log' },
]
const Server = program({ endpoints: { 'disk.store': Store, log: Log }, endpointInfo }, (kos) =>
  serve(kos, 'server', { 'disk.store': { Count: () => ({ count: 1 }) }, log: { Clear() {} } }),
)
const entityInfo: EntityInfo = {
  eiid: 'demo.Server',
  max_endpoints: 2,
  endpoints: endpointInfo,
  args: [],
  envs: [],
  flags: 0,
  componentTree: { name: '', type: 'demo.Server', components: [] },
}

describe.each(hosts)('on %s', (_, host) => {
  const open = (): World =>
    openWorld({ programs: { 'demo.Server': Server, 'demo.Empty': null }, host: host() })

  /** What `createEntity` answers for an EntityInfo, and what is reported. */
  async function created(info: EntityInfo): Promise<{ rc: Retcode; misuses: string[] }> {
    await using world = open()
    world.empty('Starter')
    const rc = await world.act('Starter', (kos) => {
      const made = kos.createEntity(info)
      expect(kos.EntityInit({ ...info, eiid: 'none' })).toBeNull()
      return made.rc
    })
    // Nothing is left of one that was refused.
    expect(world.kernel.inspect().objects['entities']).toBe(rc === rcOk ? 1 : 0)
    return { rc, misuses: world.misuses.map(({ message }) => message.split('\n')[0] as string) }
  }

  test('an EntityInfo of the EDL file of the program is taken', async () => {
    expect(await created(entityInfo)).toEqual({ rc: rcOk, misuses: [] })
  })

  test('one that says nothing of endpoints is taken', async () => {
    expect(await created({ eiid: 'demo.Server' })).toEqual({ rc: rcOk, misuses: [] })
  })

  test('an image without a program may have any endpoints', async () => {
    const info = { ...entityInfo, eiid: 'demo.Empty' }
    expect(await created(info)).toEqual({ rc: rcOk, misuses: [] })
  })

  const row = { name: 'log', riid: 1, interface: 'demo.Log' }
  const has = 'but the image demo.Server has'
  test.each<[string, Partial<EntityInfo>, string]>([
    ['another number', { max_endpoints: 3 }, `has 3 endpoints, ${has} 2`],
    ['no endpoints', { max_endpoints: 0, endpoints: [] }, `has 0 endpoints, ${has} 2`],
    [
      'another name',
      { endpoints: [{ ...row, name: 'logs' }] },
      `has endpoint 1 as logs of demo.Log, ${has} log, demo.Server.log of demo.Log`,
    ],
    [
      'another interface',
      { endpoints: [{ ...row, interface: 'demo.Logs' }] },
      `has endpoint 1 as log of demo.Logs, ${has} log, demo.Server.log of demo.Log`,
    ],
    [
      'another RIID',
      { endpoints: [{ ...row, riid: 0 }] },
      `has endpoint 0 as log of demo.Log, ${has} disk.store, demo.Storage.store of demo.Store`,
    ],
    [
      'a RIID that there is not',
      { endpoints: [{ ...row, riid: 2 }] },
      `has endpoint 2 as log of demo.Log, ${has} no such endpoint`,
    ],
  ])('one with %s makes nothing, and the report names both', async (_, wrong, text) => {
    expect(await created({ ...entityInfo, ...wrong })).toEqual({
      rc: rcInvalidArgument,
      misuses: [
        `Starter: EntityInit: the EntityInfo of demo.Server ${text}; ` +
          'take entityInfo, endpoints and endpointInfo of one module',
      ],
    })
  })

  test('what is no list of endpoints is refused, and nothing is made', async () => {
    for (const endpoints of [null, 1, {}, [null], [{ name: 1 }]]) {
      const info = { ...entityInfo, endpoints } as unknown as EntityInfo
      expect(await created(info)).toEqual({ rc: rcInvalidArgument, misuses: [] })
    }
  })
})
