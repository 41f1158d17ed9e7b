// System calls that are not plainly made: whose thread has ended, ends while the policy is asked,
// waits, or is away; what the policy keeps of them, and how they are reported. The usual wrapper is
// tested in `syscall-entry.test.ts`.

import { INFINITE_TIMEOUT, type Kos, program, ThreadPriorityNormal, unwrap } from '@kos/libkos'
import { defineContract, noticeContract, PARKED, threadContract } from '@kos/libkos/abi'
import { sysOf } from '@kos/libkos/process'
import { rcInvalidThreadState, rcOk, rcSecurityDisallow } from '@kos/retcode'
import { describe, expect, test } from 'vitest'
import {
  allowAll,
  createKernel,
  defineService,
  HostClock,
  type SecurityMonitor,
  type Service,
  threads,
  VirtualClock,
} from '../src/index.ts'
import { hosts, openWorld, type World } from './world.ts'

/** The kos of a thread that has ended, of a process P that lives. */
async function endedKos(world: World): Promise<Kos> {
  let ended: Kos | undefined
  world.kernel.spawn(
    program(async (kos: Kos) => {
      const keep = (own: Kos): void => void (ended = own)
      const { tid } = unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, keep, 0, 0))
      await kos.KosThreadWait(tid, INFINITE_TIMEOUT)
      await kos.KnSleep(INFINITE_TIMEOUT)
    }),
    { name: 'P' },
  )
  await world.idle()
  if (ended === undefined) throw new Error('the thread did not run')
  return ended
}

/** What happens while the policy is asked about a call of P, and what it decides then. */
interface Judgement {
  readonly kills: boolean
  readonly grants: boolean
}

/** A monitor that counts the calls which it lets happen, as a rule with state would. */
class CountingMonitor implements SecurityMonitor {
  /** For calls of P; null: granted, and not counted. */
  judgement: Judgement | null = null
  kill: () => void = () => {}
  committed = 0
  abandoned = 0

  classify(): 'ask' {
    return 'ask'
  }

  decide(
    ...[, mayCommit]: Parameters<SecurityMonitor['decide']>
  ): ReturnType<SecurityMonitor['decide']> {
    if (this.judgement === null) return { granted: true }
    if (this.judgement.kills) this.kill()
    if (!this.judgement.grants) return { granted: false, reason: 'no-rule', message: 'no' }
    if (mayCommit?.() === true) this.committed++
    else this.abandoned++
    return { granted: true }
  }
}

interface FaultyApi {
  readonly fail: () => number
}

/** A service whose only system call is broken, and belongs to `endpoint`. */
function faulty(endpoint: string): Service<'faulty', FaultyApi> {
  const contract = defineContract('faulty', endpoint, 1024, { Fail: { params: [] } })
  return defineService({
    name: 'faulty',
    contract,
    library: { fail: (sys) => sys.call(contract.calls.Fail) },
    start: () => ({
      handlers: {
        Fail: () => {
          throw new RangeError('broken')
        },
      },
    }),
  })
}

describe.each(hosts)('on %s', (_name, host) => {
  test('a blocking call of a thread that has ended waits for ever, and blocks nobody', async () => {
    await using world = openWorld({ host: host() })
    const ended = await endedKos(world)
    const sleep = sysOf(ended).call(threadContract.calls.Sleep)
    const answers: unknown[] = [sleep(1)]
    void ended.KnSleep(1).then((rc) => answers.push(rc))
    world.empty('Other')
    expect(await world.act('Other', (kos) => kos.KnSleep(5))).toBe(rcOk)
    expect([answers, world.misuses]).toEqual([[PARKED], []])
  })

  test('a call of a thread that has ended does nothing, unless it releases something', async () => {
    await using world = openWorld({ host: host() })
    const ended = await endedKos(world)
    const before = world.kernel.inspect().objects
    expect(sysOf(ended).call(noticeContract.calls.Create)()).toBe(rcInvalidThreadState)
    expect(world.kernel.inspect().objects).toEqual(before)
  })

  test('a policy with state keeps nothing of a call whose caller ends while it is asked', async () => {
    const monitor = new CountingMonitor()
    await using world = openWorld({ host: host(), security: monitor })
    monitor.kill = () => world.kernel.kill('P')
    const results: unknown[] = []
    const ask = async (judgement: Judgement, call: (kos: Kos) => number): Promise<void> => {
      world.empty('P')
      const done = world.kernel.as('P', (kos) => {
        monitor.judgement = judgement
        results.push(call(kos))
        monitor.judgement = null
      })
      done.catch(() => {})
      await world.idle()
      world.kernel.kill('P')
    }
    const create = (kos: Kos): number => Number(kos.KnNoticeCreate().rc)
    const sleep = (kos: Kos): number => sysOf(kos).call(threadContract.calls.Sleep)(0)
    await ask({ kills: false, grants: true }, create)
    expect([monitor.committed, monitor.abandoned]).toEqual([1, 0])
    await ask({ kills: false, grants: false }, create)
    await ask({ kills: true, grants: true }, create)
    await ask({ kills: true, grants: false }, create)
    await ask({ kills: true, grants: true }, sleep)
    await ask({ kills: true, grants: false }, sleep)
    expect([monitor.committed, monitor.abandoned]).toEqual([1, 2])
    expect(results).toEqual([
      rcOk,
      rcSecurityDisallow,
      rcInvalidThreadState,
      rcInvalidThreadState,
      PARKED,
      PARKED,
    ])
  })

  test('a call of a thread that has awaited the host is made, at once or when its turn comes', async () => {
    await using world = openWorld({ host: host(), clock: new HostClock() })
    world.empty('P')
    const done = world.kernel.as('P', async (kos) => {
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
      const { rc } = kos.KnNoticeCreate()
      return [rc, await kos.KosThreadYield()]
    })
    await world.kernel.run({ until: done })
    expect([await done, world.misuses]).toEqual([[rcOk, rcOk], []])
  })

  test('a call beside a wait of the same thread is a mistake of the program, not of the host', async () => {
    await using world = openWorld({ host: host() })
    world.empty('P')
    const rc = await world.act('P', async (kos) => {
      // Ready, so that the clock does not go on at once.
      unwrap(kos.KosThreadCreate(ThreadPriorityNormal, 0, () => {}, 0, 0))
      const wait = kos.KnSleep(1)
      const second = kos.KnNoticeCreate().rc
      await wait
      return second
    })
    expect(rc).toBe(rcInvalidThreadState)
    expect(world.misuses.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^P\/host already waits .* and called Notice\.Create; await the first/),
    ])
  })

  test.each([
    ['', 'Fail'],
    ['demo.Faulty', 'Faulty.Fail'],
  ])('a call of the endpoint "%s" that fails is reported as %s', async (endpoint, name) => {
    const misuses: string[] = []
    await using kernel = createKernel({
      services: [threads(), faulty(endpoint)],
      clock: new VirtualClock(),
      security: allowAll(),
      host: host(),
      onMisuse: ({ message }) => misuses.push(message),
      onExit: () => {},
    })
    kernel.spawn(null, { name: 'P' })
    kernel.as('P', (kos) => kos.fail()).catch(() => {})
    await kernel.run({ until: 'idle' })
    expect(misuses).toEqual([`P/host: the kernel failed in ${name}: broken; the process was ended`])
  })
})
