// Large ends and large revocations in a kernel: done in parts, while others run as they would have
// run anyway.

import type { Handle } from '@kos/libkos'
import { defineContract } from '@kos/libkos/abi'
import {
  type HandleTable,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_TRANSFER,
} from '@kos/handles'
import { EVENT_BADGE_CLOSED, EVENT_OBJECT_DESTROYED } from '@kos/notice'
import { rcHandleRevoked, rcOk, unwrap } from '@kos/retcode'
import { type Clock, HostClock, INFINITE_TIMEOUT } from '@kos/thread'
import { expect, test } from 'vitest'
import {
  allowAll,
  cm,
  createKernel,
  defineService,
  type FullApi,
  handles,
  io,
  iommu,
  memory,
  ipc,
  transport,
  type Kernel,
  notices,
  audit,
  securityInterface,
  type Service,
  statistics,
  sync,
  tasks,
  threads,
  time,
  VirtualClock,
} from '../src/index.ts'
import { userType } from './misbehaving.ts'
import { leftovers } from './world.ts'

const all = OCAP_HANDLE_COPY | OCAP_HANDLE_GET_EVENT | OCAP_HANDLE_TRANSFER
const many = 200_000

/** Lets a test see the handle table of a kernel, which `inspect` would finish first. */
function look(tables: HandleTable[]): Service<'look', object> {
  return defineService({
    name: 'look',
    contract: defineContract('look', 'demo.Look', 1024, {}),
    library: {},
    start: (kernel) => {
      tables.push(kernel.handles)
      return { handlers: {} }
    },
  })
}

/**
 * An Owner who lent an object under a badge and listens to both, and a Holder with `many` handles
 * to the object.
 */
class Loan implements AsyncDisposable {
  readonly kernel: Kernel<FullApi>
  /** What happened, after how many switches and at what time. */
  readonly log: string[] = []
  /** The owner's handle. */
  lent = 0
  /** The holder's first handle; the others descend from it. */
  held = 0
  readonly #tables: HandleTable[] = []

  constructor(clock: Clock = new VirtualClock()) {
    const services = [
      threads(),
      sync(),
      time(),
      handles(),
      memory(),
      notices(),
      ipc(),
      transport(),
      cm(),
      securityInterface(),
      tasks(),
      statistics(),
      audit(),
      io(),
      iommu(),
      look(this.#tables),
    ] as const
    this.kernel = createKernel({ clock, security: allowAll(), services })
    for (const name of ['Owner', 'Holder', 'Others']) this.kernel.spawn(null, { name })
  }

  /** True while there are handles to deal with that nobody has touched. */
  get hasWork(): boolean {
    return this.#tables.some((table) => table.hasWork)
  }

  /** Lends the object, and lets a thread of the Owner wait for what becomes of it. */
  async lend(): Promise<void> {
    const notice = await this.kernel.as('Owner', (kos) => {
      const created = unwrap(kos.KnNoticeCreate()).notice
      const { handle } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
      expect(kos.KnNoticeSubscribeToObject(created, handle, EVENT_OBJECT_DESTROYED, 'object')).toBe(
        rcOk,
      )
      const badge = unwrap(kos.KnHandleCreateBadge(created, 'badge', 0)).handle
      this.#fill(handle, badge)
      return created
    })
    const waiting = this.kernel.as('Owner', async (kos) => {
      for (;;) {
        const [event] = unwrap(await kos.KnNoticeGetEvent(notice, INFINITE_TIMEOUT, 1)).events
        this.note(
          `${String(event?.eventId)} ${event?.eventMask === EVENT_BADGE_CLOSED ? 'closed' : 'destroyed'}`,
        )
      }
    })
    waiting.catch(() => {})
  }

  note(what: string): void {
    this.log.push(`${what} at ${this.kernel.clock.now()} ms`)
  }

  /** Lets threads yield in turn, so many times each, and answers the order in which they ran. */
  async yieldInTurn(names: string, times: number): Promise<string> {
    let order = ''
    const each = names.split('').map((name) =>
      this.kernel.as('Others', async (kos) => {
        for (let left = times; left > 0; left--) {
          order += name
          await kos.KosThreadYield()
        }
      }),
    )
    await Promise.all(each)
    return order
  }

  /** Lets a thread yield until something is true, and answers how often it did. */
  yieldUntil(isOver: () => boolean): Promise<number> {
    return this.kernel.as('Others', async (kos) => {
      let times = 0
      for (; !isOver(); times++) await kos.KosThreadYield()
      return times
    })
  }

  /** Ends everything, and proves that nothing is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kernel[Symbol.asyncDispose]()
    expect(leftovers(this.kernel.inspect())).toEqual({})
  }

  #fill(handle: Handle, badge: Handle): void {
    const [owner, holder] = [this.kernel.task('Owner').space, this.kernel.task('Holder').space]
    this.lent = handle
    this.held = owner.transfer(handle, holder, all, badge)
    for (let count = 1; count < many; count++) holder.copy(this.held, OCAP_HANDLE_COPY)
    expect(holder.used).toBe(many)
  }
}

async function openLoan(clock?: Clock): Promise<Loan> {
  const loan = new Loan(clock)
  await loan.lend()
  return loan
}

const clocks: readonly (readonly [string, () => Clock])[] = [
  ['virtual time', () => new VirtualClock()],
  ['real time', () => new HostClock()],
]

test.each(clocks)(
  'in %s, a process with many handles ends in parts while another thread yields',
  async (_, clock) => {
    await using loan = await openLoan(clock())
    loan.kernel.kill('Holder')
    expect(loan.hasWork).toBe(true)
    expect(loan.log).toEqual([])
    const yields = await loan.yieldUntil(() => loan.log.length > 0)
    expect(yields).toBeGreaterThan(many / 2)
    expect(loan.hasWork).toBe(false)
    expect(loan.log).toHaveLength(1)
    expect(loan.kernel.inspect().objects).toMatchObject({ handles: 3, transfers: 0, pending: 0 })
  },
)

test.each(clocks)('in %s, a kernel is not idle before everything is done', async (_, clock) => {
  await using loan = await openLoan(clock())
  await loan.kernel.as('Owner', (kos) => kos.KnHandleClose(loan.lent as Handle))
  loan.kernel.kill('Holder')
  expect(loan.hasWork).toBe(true)
  await loan.kernel.run({ until: 'idle' })
  expect(loan.hasWork).toBe(false)
  expect(loan.log.map((line) => line.split(' at ')[0])).toEqual([
    'badge closed',
    'object destroyed',
  ])
})

test('virtual time stands until everything is done', async () => {
  await using loan = await openLoan()
  const sleeping = loan.kernel.as('Others', async (kos) => {
    await kos.KnSleep(1)
    loan.note('slept')
  })
  loan.kernel.kill('Holder')
  await loan.kernel.advance(1)
  await sleeping
  expect(loan.log).toEqual(['badge closed at 0 ms', 'slept at 1 ms'])
})

test('a large revocation is done in parts, and everybody is refused at once', async () => {
  await using loan = await openLoan()
  const last = loan.kernel.task('Holder').space.copy(loan.held, OCAP_HANDLE_COPY)
  const another = await loan.kernel.as('Owner', (kos) => {
    const { handle } = unwrap(kos.KnHandleCreateUserObject(userType, all, 0))
    expect(kos.KnHandleRevoke(loan.lent as Handle)).toBe(rcOk)
    // Nobody pays but who touches the object.
    expect(kos.KnHandleClose(handle)).toBe(rcOk)
    return handle
  })
  expect([another > 0, loan.hasWork]).toEqual([true, true])
  const yields = await loan.yieldUntil(() => !loan.hasWork)
  expect(yields).toBeGreaterThan(many / 2)
  await loan.kernel.run({ until: 'idle' })
  expect(loan.log).toEqual(['badge closed at 0 ms', 'object destroyed at 0 ms'])
  expect(loan.kernel.task('Holder').space.check(last, 0)).toBe(rcHandleRevoked)
})

test('threads run in the order in which they would have run', async () => {
  const orders: string[] = []
  for (const isBusy of [false, true]) {
    await using loan = await openLoan()
    if (isBusy) loan.kernel.kill('Holder')
    orders.push(await loan.yieldInTurn('abc', 80_000))
    expect(loan.hasWork).toBe(false)
  }
  expect(orders[0] === orders[1]).toBe(true)
})

test('equal runs are equal to the last switch', async () => {
  const runs: unknown[] = []
  for (let run = 0; run < 3; run++) {
    await using loan = await openLoan()
    const yielding = loan.yieldInTurn('abc', 10_000)
    const ending = loan.yieldUntil(() => loan.log.length > 0)
    loan.kernel.kill('Holder')
    // Turns of the host that are not the kernel's do not count.
    if (run === 2) for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate)
    const yields = await ending
    await yielding
    await loan.kernel.run({ until: 'idle' })
    runs.push({ yields, log: loan.log, switches: loan.kernel.inspect().switches })
  }
  expect(runs[1]).toEqual(runs[0])
  expect(runs[2]).toEqual(runs[0])
})

test('what is done at once, by a look from outside, leaves nothing over', async () => {
  await using loan = await openLoan()
  loan.kernel.kill('Holder')
  expect(loan.kernel.inspect().objects).toMatchObject({ pending: 0 })
  await loan.kernel.run({ until: 'idle' })
  expect(loan.log).toEqual(['badge closed at 0 ms'])
})
