// Rights go when they are taken: what a process made through a handle ends with the revocation of
// that handle. The tree of handles has tests of its own in `@kos/handles`.

import {
  type Handle,
  INVALID_HANDLE,
  type Kos,
  nk_handle_desc,
  type Notice,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_TRANSFER,
  OCAP_MDL_READ,
  OCAP_MDL_WRITE,
  PAGE_SIZE,
  VMM_FLAG_COMMIT,
  VMM_FLAG_EXECUTE,
  VMM_FLAG_READ,
  VMM_FLAG_RESERVE,
  VMM_FLAG_WRITE,
} from '@kos/libkos'
import { EVENT_OBJECT_DESTROYED, OBJECT_EVENT_SPEC } from '@kos/notice'
import { rcNoCapability, rcOk, rcSecurityDisallow, rcTimeout, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { all, Lending, pending } from './lending.ts'
import { userType } from './misbehaving.ts'
import { hosts, shareOf } from './world.ts'

const opened = OBJECT_EVENT_SPEC(1)

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): Lending => new Lending({ host: host() })

  describe('a subscription through a handle that was lent', () => {
    interface Lent {
      readonly resource: Handle
      readonly badge: Handle
      readonly held: Handle
      readonly notice: Notice
    }

    /** The Client subscribes to what the Provider lent it. */
    async function subscribed(world: Lending, mask: number): Promise<Lent> {
      const { resource, badge } = await world.provider((kos) => {
        const { handle: resource } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
        const { notice: badges } = unwrap(kos.KnNoticeCreate())
        return { resource, badge: unwrap(kos.KnHandleCreateBadge(badges, 'lent', 0)).handle }
      })
      world.lend = nk_handle_desc(resource, all, badge)
      const { handle: held } = await world.open()
      const notice = await world.act('Client', (kos) => {
        const { notice } = unwrap(kos.KnNoticeCreate())
        expect(kos.KnNoticeSubscribeToObject(notice, held, mask, 'entry')).toBe(rcOk)
        return notice
      })
      return { resource, badge, held, notice }
    }
    const signal = (world: Lending, resource: Handle): Promise<number> =>
      world.provider((kos) => Number(kos.KnNoticeSetObjectEvent(resource, opened)))
    const heard = (world: Lending, notice: Notice): Promise<readonly unknown[]> =>
      world.act('Client', async (kos) =>
        (await pending(kos, notice)).map(({ eventId, eventMask }) => [eventId, eventMask]),
      )

    test('ends when the transfer is revoked: what is pending is dropped, and the end is reported once', async () => {
      await using world = open()
      const lent = await subscribed(world, opened | EVENT_OBJECT_DESTROYED)
      const { tokens } = shareOf(world.kernel, 'Client')
      await signal(world, lent.resource)
      const revoke = (kos: Kos): number =>
        Number(kos.KnHandleRevokeSubtree(lent.resource, lent.badge))
      expect(await world.provider(revoke)).toBe(rcOk)
      expect(await signal(world, lent.resource)).toBe(rcOk)
      expect(await heard(world, lent.notice)).toEqual([['entry', EVENT_OBJECT_DESTROYED]])
      await signal(world, lent.resource)
      expect(await heard(world, lent.notice)).toEqual([])
      expect(shareOf(world.kernel, 'Client').tokens).toBe(tokens - 1)
    })

    test('outlives its handle, and a revocation further up still ends it', async () => {
      for (const end of ['KnHandleRevoke', 'KnHandleRevokeSubtree'] as const) {
        await using world = open()
        const lent = await subscribed(world, opened | EVENT_OBJECT_DESTROYED)
        await world.act('Client', (kos) => kos.KnHandleClose(lent.held))
        await signal(world, lent.resource)
        expect(await heard(world, lent.notice)).toEqual([['entry', opened]])
        const other = await world.provider(
          (kos) => unwrap(kos.KnHandleCopy(lent.resource, all, 0 as never)).handle,
        )
        await world.provider((kos) =>
          end === 'KnHandleRevoke' ? kos[end](lent.resource) : kos[end](lent.resource, lent.badge),
        )
        await signal(world, other)
        expect(await heard(world, lent.notice)).toEqual([['entry', EVENT_OBJECT_DESTROYED]])
      }
    })

    test('ends in silence if it is not subscribed to EVENT_OBJECT_DESTROYED', async () => {
      await using world = open()
      const lent = await subscribed(world, opened)
      await world.provider((kos) => kos.KnHandleRevokeSubtree(lent.resource, lent.badge))
      await signal(world, lent.resource)
      await world.act('Client', async (kos) => {
        expect((await kos.KnNoticeGetEvent(lent.notice, 5, 8)).rc).toBe(rcTimeout)
      })
    })
  })

  describe('a mapping of a shared buffer', () => {
    const size = 2 * PAGE_SIZE
    const readWrite = VMM_FLAG_READ | VMM_FLAG_WRITE

    /** The Provider makes and maps a buffer, and lends it with these rights. */
    async function shared(world: Lending, rights: number) {
      const made = await world.provider((kos) => {
        const { handle: buffer } = unwrap(kos.KnPmmMdlCreate(size, readWrite))
        const { addr } = unwrap(kos.KnPmmMdlMap(buffer, 0, size, 0, readWrite))
        const { notice } = unwrap(kos.KnNoticeCreate())
        const { handle: badge } = unwrap(kos.KnHandleCreateBadge(notice, 'lent', 0))
        return { buffer, badge, addr }
      })
      world.lend = nk_handle_desc(made.buffer, rights, made.badge)
      return { ...made, held: (await world.open()).handle }
    }
    const map = (world: Lending, handle: Handle, flags: number) =>
      world.act('Client', (kos) => {
        const { rc, addr } = kos.KnPmmMdlMap(handle, 0, size, 0, flags)
        return rc === rcOk ? addr : -Number(rc)
      })

    test('needs rights for reading and for writing, then and later', async () => {
      await using world = open()
      const nothing = await shared(world, OCAP_HANDLE_TRANSFER)
      for (const flags of [VMM_FLAG_READ, readWrite])
        expect(await map(world, nothing.held, flags)).toBe(-rcNoCapability)
      const reading = await shared(world, OCAP_MDL_READ)
      expect(await map(world, reading.held, readWrite)).toBe(-rcNoCapability)
      const executable = VMM_FLAG_READ | VMM_FLAG_EXECUTE
      expect(await map(world, reading.held, executable)).toBe(-rcNoCapability)
      const addr = await map(world, reading.held, VMM_FLAG_READ)
      await world.provider((kos) => kos.memory.store8(reading.addr, 7))
      await world.act('Client', (kos) => {
        expect(kos.memory.load8(addr)).toBe(7)
        expect(kos.KnVmProtect(addr, size, readWrite)).toBe(rcSecurityDisallow)
      })
      const writing = await shared(world, OCAP_MDL_READ | OCAP_MDL_WRITE)
      const writable = await map(world, writing.held, readWrite)
      await world.act('Client', (kos) => kos.memory.store8(writable, 9))
      expect(await world.provider((kos) => kos.memory.load8(writing.addr))).toBe(9)
    })

    test('is taken away by revocation, also after its handle was closed: the next access ends the process and says why', async () => {
      for (const isClosed of [false, true]) {
        for (const end of ['KnHandleRevoke', 'KnHandleRevokeSubtree'] as const) {
          await using world = open()
          const lent = await shared(world, OCAP_MDL_READ | OCAP_MDL_WRITE)
          const addr = await map(world, lent.held, readWrite)
          await world.act('Client', (kos) => {
            kos.memory.store8(addr, 3)
            if (isClosed) kos.KnHandleClose(lent.held)
          })
          await world.provider((kos) =>
            end === 'KnHandleRevoke' ? kos[end](lent.buffer) : kos[end](lent.buffer, lent.badge),
          )
          const task = world.kernel.task('Client')
          const done = world.kernel.as('Client', (kos) => kos.memory.store8(addr, 4))
          done.catch(() => {})
          await world.idle()
          const exit = await task.exit
          expect('crash' in exit ? exit.crash : exit).toMatch(
            /write at .*: the mapping was revoked/,
          )
          expect(await world.provider((kos) => kos.memory.load8(lent.addr))).toBe(3)
        }
      }
    })

    test('is taken away at once, also when the revocation is too large for one slice', async () => {
      await using world = open()
      const lent = await shared(world, OCAP_MDL_READ | OCAP_HANDLE_COPY)
      const addr = await world.act('Client', (kos) => {
        let last = lent.held
        for (let count = 0; count < 10_000; count++)
          last = unwrap(
            kos.KnHandleCopy(last, OCAP_MDL_READ | OCAP_HANDLE_COPY, INVALID_HANDLE),
          ).handle
        return unwrap(kos.KnPmmMdlMap(last, 0, size, 0, VMM_FLAG_READ)).addr
      })
      await world.provider((kos) => {
        kos.KnHandleRevokeSubtree(lent.buffer, lent.badge)
        const region = world.kernel.regions('Client')?.find(({ address }) => address === addr)
        expect(region).toMatchObject({ resident: 0, notes: ['locked', 'revoked'] })
      })
    })

    test('ends with its process or when it is unmapped, and a revocation after that finds nothing', async () => {
      await using world = open()
      const lent = await shared(world, OCAP_MDL_READ)
      const first = await map(world, lent.held, VMM_FLAG_READ)
      await map(world, lent.held, VMM_FLAG_READ)
      await world.act('Client', (kos) => {
        expect(kos.KnVmUnmap(first, size)).toBe(rcOk)
        expect(kos.KnVmAllocate(first, size, VMM_FLAG_RESERVE | VMM_FLAG_COMMIT | readWrite)).toBe(
          first,
        )
      })
      world.kernel.kill('Client')
      expect(await world.provider((kos) => kos.KnHandleRevoke(lent.buffer))).toBe(rcOk)
      expect(await world.provider((kos) => kos.memory.load8(lent.addr))).toBe(0)
    })
  })
})
