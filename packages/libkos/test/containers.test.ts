// Transport containers and headers of messages: what is packed is what is read.

import { describe, expect, test } from 'vitest'
import {
  type Handle,
  type HandleDesc,
  INVALID_HANDLE,
  NK_EINVAL,
  NK_ENOENT,
  NK_ENOMEM,
  NK_EOK,
  NK_EPERM,
  nk_get_badge,
  nk_get_badge_op,
  nk_get_handle,
  nk_get_rights,
  nk_handle_desc,
  NK_INVALID_HANDLE,
  nk_is_handle_dereferenced,
  PackInMsg,
  PackOutMsg,
  SMsgHdr,
} from '../src/index.ts'

function received(parts: Partial<HandleDesc>): HandleDesc {
  return { handle: 7 as Handle, rights: 0, badge: undefined, dereferenced: false, ...parts }
}

describe('a transport container', () => {
  test('packs nothing, a handle, rights, and a badge', () => {
    expect(nk_handle_desc()).toEqual({ handle: NK_INVALID_HANDLE })
    expect(nk_handle_desc(7)).toEqual({ handle: 7 })
    expect(nk_handle_desc(7, -1)).toEqual({ handle: 7, rights: 0xffff_ffff })
    expect(nk_handle_desc(7, 3, 8)).toEqual({ handle: 7, rights: 3, badge: 8 })
    expect([INVALID_HANDLE, NK_INVALID_HANDLE]).toEqual([0, 0])
  })

  test('is read part by part', () => {
    const desc = received({ rights: 5 })
    expect([
      nk_get_handle(desc),
      nk_get_rights(desc),
      nk_get_badge(desc),
      nk_is_handle_dereferenced(desc),
    ]).toEqual([7, 5, undefined, false])
  })

  test('gives its context for an operation only if it has all rights for it', () => {
    const context = {}
    const desc = received({ rights: 0x8000_0003, badge: context, dereferenced: true })
    for (const operation of [0, 1, 2, 3, 0x8000_0000, 0x8000_0003 | 0]) {
      expect(nk_get_badge_op(desc, operation)).toEqual({ err: NK_EOK, badge: context })
    }
    for (const operation of [4, 7, 0x4000_0000])
      expect(nk_get_badge_op(desc, operation)).toEqual({ err: NK_EPERM })
    expect(nk_get_badge_op(received({ rights: 3 }), 1)).toEqual({ err: NK_EINVAL })
  })

  test('has codes that differ', () => {
    expect(new Set([NK_EOK, NK_ENOENT, NK_ENOMEM, NK_EINVAL, NK_EPERM]).size).toBe(5)
    expect(NK_EOK).toBe(0)
  })
})

describe('the header of a message', () => {
  test('is empty at first', () => {
    const header = new SMsgHdr()
    expect([
      header.message.length,
      header.arena.length,
      header.messageSize,
      header.arenaSize,
    ]).toEqual([0, 0, 0, 0])
    expect([header.sender, header.threadId]).toEqual([0, 0])
  })

  test('sends all of its arena, or as much as is said', () => {
    const [message, arena] = [new Uint8Array(16), new Uint8Array(8)]
    const header = new SMsgHdr()
    expect(PackOutMsg(header, message, arena)).toBe(header)
    expect([header.message, header.arena, header.arenaSize]).toEqual([message, arena, 8])
    expect(PackOutMsg(header, message, arena, 3).arenaSize).toBe(3)
    expect(PackOutMsg(header, message).arena.length).toBe(0)
  })

  test('receives with nothing in its arena yet', () => {
    const header = PackInMsg(
      PackOutMsg(new SMsgHdr(), new Uint8Array(16), new Uint8Array(8)),
      new Uint8Array(24),
      new Uint8Array(4),
    )
    expect([header.message.length, header.arena.length, header.arenaSize]).toEqual([24, 4, 0])
  })
})
