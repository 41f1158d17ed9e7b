// Handles between processes: transfer both ways, dereference, badges with their whole life,
// revocation, quotas.

import {
  connect,
  INFINITE_TIMEOUT,
  INVALID_HANDLE,
  NK_EINVAL,
  NK_EOK,
  NK_EPERM,
  nk_get_badge,
  nk_get_badge_op,
  nk_get_handle,
  nk_get_rights,
  nk_handle_desc,
  nk_is_handle_dereferenced,
  own,
} from '@kos/libkos'
import { OCAP_HANDLE_SET_EVENT, OCAP_HANDLE_TRANSFER } from '@kos/handles'
import { EVENT_BADGE_CLOSED, EVENT_OBJECT_DESTROYED, OBJECT_EVENT_USER } from '@kos/notice'
import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNoCapability,
  rcOk,
  rcQuotaExceeded,
  rcSecurityDisallow,
  rcTimeout,
  unwrap,
} from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { type KernelOptions, VirtualClock } from '../src/index.ts'
import { all, Files, Lending, pending, read, write } from './lending.ts'
import { userType } from './misbehaving.ts'
import { hosts, openWorld, shareOf } from './world.ts'

describe.each(hosts)('on %s', (_name, host) => {
  const open = (options: KernelOptions = {}): Lending =>
    new Lending({ ...options, ...openOptions(host) })
  const openOptions = (make: typeof host): KernelOptions => ({ host: make() })

  test('a client gets a handle of its own with the rights it was lent, and the provider gets its context back', async () => {
    await using world = open()
    const context = { path: '/etc' }
    const resource = await world.provider(
      (kos) => unwrap(kos.KnHandleCreateUserObject(userType, all, context)).handle,
    )
    world.lend = nk_handle_desc(resource, read | OCAP_HANDLE_TRANSFER)
    const file = await world.open()
    expect([nk_is_handle_dereferenced(file), nk_get_badge(file)]).toEqual([false, undefined])
    expect(nk_get_rights(file)).toBe(read | OCAP_HANDLE_TRANSFER)
    expect(await world.show(file.handle)).toBe(rcOk)
    const [shown] = world.shown
    if (shown === undefined) throw new Error('nothing was shown')
    expect([nk_is_handle_dereferenced(shown), nk_get_handle(shown)]).toEqual([true, resource])
    expect(nk_get_badge(shown)).toBe(context)
    expect(nk_get_badge_op(shown, read)).toEqual({ err: NK_EOK, badge: context })
    expect(nk_get_badge_op(shown, read | write)).toEqual({ err: NK_EPERM })
    expect(nk_get_badge_op(file, read)).toEqual({ err: NK_EINVAL })
  })

  test('the context of a transfer comes first, and lives until both of its events were taken', async () => {
    await using world = open()
    const lent = { client: 'first' }
    const { notice, badge } = await world.provider((kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const { handle: resource } = unwrap(
        kos.KnHandleCreateUserObject(userType, all, { path: '/etc' }),
      )
      const { handle: badge } = unwrap(kos.KnHandleCreateBadge(notice, lent, lent))
      world.lend = nk_handle_desc(resource, all, badge)
      return { notice, badge }
    })
    const full = shareOf(world.kernel, 'Provider')
    const file = await world.open()
    await world.show(file.handle)
    expect(world.shown[0]?.badge).toBe(lent)
    // 1. The client closes: its part is over.
    expect(await world.provider((kos) => pending(kos, notice))).toEqual([])
    await world.act('Client', (kos) => own(kos, file.handle)[Symbol.dispose]())
    const closed = await world.provider((kos) => pending(kos, notice))
    expect(closed).toEqual([{ eventId: lent, eventMask: EVENT_BADGE_CLOSED }])
    expect([closed[0]?.eventId === lent, shareOf(world.kernel, 'Provider')]).toEqual([true, full])
    // 2. The provider closes the badge: it is destroyed, and its context is released.
    expect(await world.provider((kos) => kos.KnHandleClose(badge))).toBe(rcOk)
    expect(shareOf(world.kernel, 'Provider')).toEqual({
      handles: full.handles - 1,
      tokens: full.tokens - 1,
    })
    const destroyed = await world.provider((kos) => pending(kos, notice))
    expect(destroyed).toEqual([{ eventId: lent, eventMask: EVENT_OBJECT_DESTROYED }])
    expect(shareOf(world.kernel, 'Provider')).toEqual({
      handles: full.handles - 1,
      tokens: full.tokens - 2,
    })
  })

  test('a transfer lasts as long as any handle that came from it', async () => {
    await using world = open()
    const notice = await world.provider((kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const { handle: resource } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      world.lend = nk_handle_desc(
        resource,
        all,
        unwrap(kos.KnHandleCreateBadge(notice, 'event', 0)).handle,
      )
      return notice
    })
    const file = await world.open()
    const copy = await world.act('Client', (kos) => {
      const { handle: copy } = unwrap(kos.KnHandleCopy(file.handle, read, INVALID_HANDLE))
      kos.KnHandleClose(file.handle)
      return copy
    })
    expect(await world.provider((kos) => pending(kos, notice))).toEqual([])
    expect(await world.act('Client', (kos) => kos.KnHandleClose(copy))).toBe(rcOk)
    expect(await world.provider((kos) => pending(kos, notice))).toHaveLength(1)
  })

  test('one badge serves one transfer', async () => {
    await using world = open()
    await world.provider((kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const { handle: resource } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      const { handle: badge } = unwrap(kos.KnHandleCreateBadge(notice, 'event', 0))
      expect(kos.KnHandleCopy(resource, read, badge).rc).toBe(rcOk)
      expect(kos.KnHandleCopy(resource, read, badge).rc).toBe(rcInvalidOperation)
    })
  })

  test('a client that is killed gives back what it was lent', async () => {
    await using world = open()
    const notice = await world.provider((kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const { handle: resource } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      world.lend = nk_handle_desc(
        resource,
        all,
        unwrap(kos.KnHandleCreateBadge(notice, 'lent', 0)).handle,
      )
      return notice
    })
    await world.open()
    world.kernel.kill('Client')
    expect(await world.provider((kos) => pending(kos, notice))).toEqual([
      { eventId: 'lent', eventMask: EVENT_BADGE_CLOSED },
    ])
  })

  test('a provider that waits for the end of a transfer is woken by it', async () => {
    await using world = open()
    const notice = await world.provider((kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const { handle: resource } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      world.lend = nk_handle_desc(
        resource,
        all,
        unwrap(kos.KnHandleCreateBadge(notice, 'lent', 0)).handle,
      )
      return notice
    })
    await world.open()
    const taken = world.kernel.as('Provider', (kos) =>
      kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1),
    )
    await world.idle()
    world.kernel.kill('Client')
    await world.idle()
    expect(await taken).toEqual({
      rc: rcOk,
      events: [{ eventId: 'lent', eventMask: EVENT_BADGE_CLOSED }],
    })
  })

  test('what was revoked answers so until it is closed', async () => {
    await using world = open()
    const resource = await world.provider(
      (kos) => unwrap(kos.KnHandleCreateUserObject(userType, all, 0)).handle,
    )
    world.lend = resource
    const file = await world.open()
    expect(await world.provider((kos) => kos.KnHandleRevoke(resource))).toBe(rcOk)
    expect(await world.show(file.handle)).toBe(rcHandleRevoked)
    const codes = await world.act('Client', (kos) => [
      kos.KnHandleCopy(file.handle, read, INVALID_HANDLE).rc,
      kos.KnNoticeSetObjectEvent(file.handle, OBJECT_EVENT_USER(1)),
      kos.KnHandleRevoke(file.handle),
      kos.KnHandleClose(file.handle),
      kos.KnHandleClose(file.handle),
    ])
    expect(codes).toEqual([
      rcHandleRevoked,
      rcHandleRevoked,
      rcHandleRevoked,
      rcOk,
      rcInvalidArgument,
    ])
    expect(await world.provider((kos) => kos.KnHandleRevoke(resource))).toBe(rcInvalidArgument)
  })

  // More than is dealt with at once, when idle or not.
  const large = 60_000

  test('a large tree is revoked at once, and the rest of the work is done when nothing else is', async () => {
    await using world = open()
    const waiting = world.kernel.as('Client', async (kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const { handle: root } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      kos.KnNoticeSubscribeToObject(notice, root, EVENT_OBJECT_DESTROYED, 'gone')
      for (let copy = 0; copy < large; copy++) kos.KnHandleCopy(root, all, INVALID_HANDLE)
      expect(kos.KnHandleRevoke(root)).toBe(rcOk)
      return kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)
    })
    await world.idle()
    expect(await waiting).toEqual({
      rc: rcOk,
      events: [{ eventId: 'gone', eventMask: EVENT_OBJECT_DESTROYED }],
    })
    expect(world.kernel.inspect().objects).toMatchObject({ revoked: large, pending: 0 })
  })

  test('looking at a kernel finishes what was put off, and wakes who waited for it', async () => {
    await using world = open()
    const notice = await world.provider((kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const { handle: root } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      kos.KnNoticeSubscribeToObject(notice, root, EVENT_OBJECT_DESTROYED, 'gone')
      world.lend = root
      return notice
    })
    const file = await world.open()
    await world.act('Client', (kos) => {
      for (let copy = 0; copy < large; copy++) kos.KnHandleCopy(file.handle, all, INVALID_HANDLE)
    })
    await world.provider((kos) => kos.KnHandleClose(world.lend as never))
    const waiting = world.kernel.as('Provider', (kos) =>
      kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1),
    )
    await world.idle()
    world.kernel.kill('Client')
    expect(world.kernel.inspect().objects).toMatchObject({ pending: 0 })
    expect((await waiting).rc).toBe(rcOk)
  })

  test('one transfer can be revoked, and the others stay', async () => {
    await using world = open()
    const { notice, resource, badge } = await world.provider((kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const { handle: resource } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      return { notice, resource, badge: unwrap(kos.KnHandleCreateBadge(notice, 'first', 0)).handle }
    })
    world.lend = nk_handle_desc(resource, all, badge)
    const first = await world.open()
    world.lend = nk_handle_desc(resource, all)
    const second = await world.open('Second')
    expect(await world.provider((kos) => kos.KnHandleRevokeSubtree(resource, badge))).toBe(rcOk)
    expect([await world.show(first.handle), await world.show(second.handle, 'Second')]).toEqual([
      rcHandleRevoked,
      rcOk,
    ])
    expect(await world.provider((kos) => pending(kos, notice))).toEqual([
      { eventId: 'first', eventMask: EVENT_BADGE_CLOSED },
    ])
  })

  test('closing a handle leaves those that came from it', async () => {
    await using world = open()
    const resource = await world.provider(
      (kos) => unwrap(kos.KnHandleCreateUserObject(userType, all, 0)).handle,
    )
    world.lend = resource
    const file = await world.open()
    await world.provider((kos) => kos.KnHandleClose(resource))
    expect(await world.show(file.handle)).toBe(rcOk)
    // Nothing of the provider is above it any more: it is a transfer back.
    expect(world.shown.map(({ dereferenced, badge }) => [dereferenced, badge])).toEqual([
      [false, undefined],
    ])
  })

  test('a client lends to its server, and the server signals', async () => {
    await using world = open()
    const { notice, mine } = await world.act('Client', (kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const { handle: mine } = unwrap(kos.KnHandleCreateUserObject(userType, all, 'mine'))
      expect(kos.KnNoticeSubscribeToObject(notice, mine, OBJECT_EVENT_USER(3), 'signal')).toBe(rcOk)
      return { notice, mine }
    })
    expect(await world.show(nk_handle_desc(mine, OCAP_HANDLE_SET_EVENT))).toBe(rcOk)
    const [shown] = world.shown
    expect([shown?.dereferenced, shown?.rights, shown?.badge]).toEqual([
      false,
      OCAP_HANDLE_SET_EVENT,
      undefined,
    ])
    const rc = await world.provider((kos) =>
      kos.KnNoticeSetObjectEvent(shown?.handle ?? INVALID_HANDLE, OBJECT_EVENT_USER(1)),
    )
    expect(rc).toBe(rcOk)
    const taken = await world.act('Client', (kos) => pending(kos, notice))
    expect(taken).toEqual([{ eventId: 'signal', eventMask: OBJECT_EVENT_USER(1) }])
  })

  test('a message that lends more than there is does not travel', async () => {
    await using world = open()
    const mine = await world.act(
      'Client',
      (kos) => unwrap(kos.KnHandleCreateUserObject(userType, read, 0)).handle,
    )
    const kept = await world.act(
      'Client',
      (kos) =>
        unwrap(kos.KnHandleCreateUserObject(userType, read | OCAP_HANDLE_TRANSFER, 0)).handle,
    )
    expect(await world.show(mine)).toBe(rcNoCapability)
    expect(await world.show(nk_handle_desc(kept, write | OCAP_HANDLE_TRANSFER))).toBe(
      rcSecurityDisallow,
    )
    expect(await world.show(0x7ff_fff)).toBe(rcInvalidArgument)
    expect(await world.show(nk_handle_desc())).toBe(rcOk)
    expect(world.shown.map(({ handle }) => handle)).toEqual([INVALID_HANDLE])
  })

  test('handles are limited per process, and no other notices', async () => {
    await using world = open({ handleQuota: 8 })
    const codes = await world.act('Client', (kos) =>
      Array.from({ length: 10 }, () => kos.KnHandleCreateUserObject(userType, all, {}).rc),
    )
    expect(codes).toEqual([...Array<number>(8).fill(rcOk), rcQuotaExceeded, rcQuotaExceeded])
    expect(shareOf(world.kernel, 'Client')).toEqual({ handles: 8, tokens: 8 })
    const { rc } = await world.act('Second', (kos) =>
      kos.KnHandleCreateUserObject(userType, all, {}),
    )
    expect(rc).toBe(rcOk)
  })

  test('a response whose handle does not fit at the client ends its call, and no other', async () => {
    await using world = open({ handleQuota: 8 })
    world.lend = await world.provider(
      (kos) => unwrap(kos.KnHandleCreateUserObject(userType, all, 0)).handle,
    )
    const rc = await world.act('Client', async (kos) => {
      const files = connect(kos, Files, 'files', 'files')
      while (kos.KnHandleCreateUserObject(userType, all, 0).rc === rcOk);
      return (await files.Open()).rc
    })
    expect(Number(rc)).toBeLessThan(0)
    const { rc: other } = await world.act('Second', (kos) =>
      connect(kos, Files, 'files', 'files').Open(),
    )
    expect(other).toBe(rcOk)
  })

  test('a server that answers with a handle it does not have leaves no client waiting', async () => {
    await using world = open()
    world.lend = 0x7_fff0 as never
    const { rc } = await world.act('Client', (kos) => connect(kos, Files, 'files', 'files').Open())
    expect(Number(rc)).toBeLessThan(0)
  })

  test('a wait for a receiver that nothing happens to ends with its time', async () => {
    await using world = open()
    const { rc } = await world.provider((kos) =>
      kos.KnNoticeGetEvent(unwrap(kos.KnNoticeCreate()).notice, 5, 1),
    )
    expect([rc, world.kernel.clock.now()]).toEqual([rcTimeout, 5])
  })
})

test('numbers of handles follow the entropy of the clock, so equal seeds repeat them', async () => {
  const numbers = async (seed: number): Promise<number[]> => {
    await using world = openWorld({ clock: new VirtualClock({ seed }) })
    world.empty('P')
    return await world.act('P', (kos) =>
      [1, 2].map(() => unwrap(kos.KnHandleCreateUserObject(userType, 0, null)).handle),
    )
  }
  expect(await numbers(1)).toEqual(await numbers(1))
  expect(await numbers(1)).not.toEqual(await numbers(2))
})
