// What the documentation says of closing, revoking and transferring handles (topic `handle_api`),
// where it is easy to get wrong: statement by statement. What lies between the statements is tested
// in `handles.test.ts`.

import { connect, INVALID_HANDLE, nk_handle_desc } from '@kos/libkos'
import { OCAP_HANDLE_GET_EVENT, OCAP_HANDLE_TRANSFER } from '@kos/handles'
import { EVENT_BADGE_CLOSED, EVENT_OBJECT_DESTROYED } from '@kos/notice'
import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidOperation,
  rcOk,
  rcSecurityDisallow,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { all, Files, Lending, pending, read, write } from './lending.ts'
import { userType } from './misbehaving.ts'
import { noticeOf } from './receiving.ts'
import { shareOf } from './world.ts'

function open(): Lending {
  return new Lending({})
}

describe('closing and revoking', () => {
  test('a closed handle leaves its ancestors and descendants good, and its children go to its parent', async () => {
    await using world = open()
    await world.provider((kos) => {
      const { handle: root } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      const { handle: middle } = unwrap(kos.KnHandleCopy(root, all, INVALID_HANDLE))
      const { handle: leaf } = unwrap(kos.KnHandleCopy(middle, all, INVALID_HANDLE))
      expect(kos.KnHandleClose(middle)).toBe(rcOk)
      for (const good of [root, leaf]) {
        const { rc, handle: copy } = kos.KnHandleCopy(good, read, INVALID_HANDLE)
        expect([rc, kos.KnHandleClose(copy ?? INVALID_HANDLE)]).toEqual([rcOk, rcOk])
      }
      // The leaf is below the root now: it goes with what the root takes back.
      expect(kos.KnHandleRevoke(root)).toBe(rcOk)
      expect(kos.KnHandleCopy(leaf, read, INVALID_HANDLE).rc).toBe(rcHandleRevoked)
    })
  })

  test('revoking deletes the handle; what descends from it stays and answers rcHandleRevoked, until it is closed', async () => {
    await using world = open()
    await world.provider((kos) => {
      const { handle: root } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      const { handle: child } = unwrap(kos.KnHandleCopy(root, all, INVALID_HANDLE))
      expect(kos.KnHandleRevoke(root)).toBe(rcOk)
      expect(kos.KnHandleClose(root)).toBe(rcInvalidArgument)
      expect(kos.KnHandleCopy(child, read, INVALID_HANDLE).rc).toBe(rcHandleRevoked)
      expect(kos.KnHandleRevoke(child)).toBe(rcHandleRevoked)
      expect(kos.KnHandleClose(child)).toBe(rcOk)
      expect(kos.KnHandleClose(child)).toBe(rcInvalidArgument)
    })
  })
})

test('a transfer of more rights than the sender has does not happen, and rights are not cut down to what it has', async () => {
  await using world = open()
  const weak = await world.provider(
    (kos) => unwrap(kos.KnHandleCreateUserObject(userType, read | OCAP_HANDLE_TRANSFER, 0)).handle,
  )
  const opened = (): Promise<number> =>
    world.act('Client', async (kos) =>
      Number((await connect(kos, Files, 'files', 'files').Open()).rc),
    )
  expect(await opened()).toBe(rcOk)
  const { handles } = shareOf(world.kernel, 'Client')
  world.lend = nk_handle_desc(weak, read | write | OCAP_HANDLE_TRANSFER)
  expect(await opened()).toBe(rcSecurityDisallow)
  expect(shareOf(world.kernel, 'Client').handles).toBe(handles)
})

describe('the life of a badge', () => {
  test('it serves one transfer, and a second one is refused', async () => {
    await using world = open()
    await world.provider((kos) => {
      const { handle: object } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      const { handle: badge } = unwrap(kos.KnHandleCreateBadge(noticeOf(kos), 'badge', 0))
      expect(kos.KnHandleCopy(object, read, badge).rc).toBe(rcOk)
      expect(kos.KnHandleCopy(object, read, badge).rc).toBe(rcInvalidOperation)
    })
  })

  test('it takes two events: all of the transfer closed or revoked, and then, closed by its maker, destroyed', async () => {
    await using world = open()
    const { notice, badge } = await world.provider((kos) => {
      const notice = noticeOf(kos)
      const { handle: object } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      const { handle: badge } = unwrap(kos.KnHandleCreateBadge(notice, 'badge', 0))
      world.lend = nk_handle_desc(object, all, badge)
      return { notice, badge }
    })
    const masks = (): Promise<number[]> =>
      world.provider(async (kos) => (await pending(kos, notice)).map(({ eventMask }) => eventMask))
    const { handle: lent } = await world.open()
    const copy = await world.act(
      'Client',
      (kos) => unwrap(kos.KnHandleCopy(lent, all, INVALID_HANDLE)).handle,
    )
    await world.act('Client', (kos) => kos.KnHandleClose(lent))
    expect(await masks()).toEqual([])
    await world.act('Client', (kos) => kos.KnHandleRevoke(copy))
    expect(await masks()).toEqual([EVENT_BADGE_CLOSED])
    expect(await masks()).toEqual([])
    await world.provider((kos) => kos.KnHandleClose(badge))
    expect(await masks()).toEqual([EVENT_OBJECT_DESTROYED])
  })

  test('its handle can be waited on and nothing else', async () => {
    await using world = open()
    await world.provider((kos) => {
      const { handle: badge } = unwrap(kos.KnHandleCreateBadge(noticeOf(kos), 'badge', 0))
      expect(kos.KnNoticeSubscribeToObject(noticeOf(kos), badge, EVENT_BADGE_CLOSED, 0)).toBe(rcOk)
      expect(kos.KnHandleCopy(badge, OCAP_HANDLE_GET_EVENT, INVALID_HANDLE).rc).not.toBe(rcOk)
    })
  })
})
