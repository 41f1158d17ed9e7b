// Every limit of this package, at its value and one past it. Those of threads, receivers and handles are with what they limit:
// `termination.test.ts`, `notices.test.ts`, `handles.test.ts`.

import type { Kos } from '@kos/libkos'
import { ipcContract, sysOf } from '@kos/libkos/abi'
import { rcInvalidArgument, rcOk, rcQuotaExceeded, rcResourceNotFound, unwrap } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import { entriesPerReceiver, reportedMisuses } from '../src/limits.ts'
import { stringLimit } from '../src/syscall-entry.ts'
import { userType } from './misbehaving.ts'
import { hosts, openWorld, shareOf, type World } from './world.ts'

describe.each(hosts)('on %s', (_name, host) => {
  const open = (): World => {
    const world = openWorld({ host: host() })
    world.empty('P')
    return world
  }

  test('a string argument has a length', async () => {
    await using world = open()
    const codes = await world.act('P', (kos) => {
      const connect = sysOf(kos).call(ipcContract.calls.Connect)
      return [stringLimit, stringLimit + 1].map((length) => connect('x'.repeat(length)))
    })
    expect(codes).toEqual([rcResourceNotFound, rcInvalidArgument])
  })

  test('a receiver has so many entries', async () => {
    await using world = open()
    await world.act('P', (kos) => {
      const { notice } = unwrap(kos.KnNoticeCreate())
      const { handle } = unwrap(kos.KnHandleCreateUserObject(userType, -1, 0))
      const { tokens } = shareOf(world.kernel, 'P')
      let entries = 0
      while (kos.KnNoticeSubscribeToObject(notice, handle, 1, entries) === rcOk) entries++
      expect(entries).toBe(entriesPerReceiver)
      expect(kos.KnNoticeSubscribeToObject(notice, handle, 1, entries)).toBe(rcQuotaExceeded)
      expect(shareOf(world.kernel, 'P').tokens).toBe(tokens + entries)
      kos.KnNoticeRelease(notice)
      expect(shareOf(world.kernel, 'P').tokens).toBe(tokens)
    })
  })

  test('a kernel reports so many mistakes, each once', async () => {
    await using world = open()
    await world.act('P', async (kos) => {
      const mistake = async (own: Kos): Promise<void> => {
        const first = own.KosThreadYield()
        own.KnNoticeCreate()
        own.KnNoticeCreate()
        await first
      }
      for (let thread = 0; thread <= reportedMisuses; thread++) kos.KosThreadCreate(15, 0, mistake, 0, 0)
      await kos.KnSleep(1)
    })
    expect(world.misuses).toHaveLength(reportedMisuses)
  })
})
