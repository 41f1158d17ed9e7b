// Rights go when they are taken: what a process made through a handle ends with the revocation of
// that handle. The tree of handles has tests of its own in `@kos/handles`.

import { type Handle, type Kos, nk_handle_desc, type Notice } from '@kos/libkos'
import { EVENT_OBJECT_DESTROYED, OBJECT_EVENT_SPEC } from '@kos/notice'
import { rcOk, rcTimeout, unwrap } from '@kos/retcode'
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
})
