// Notifications, without a kernel: one signal and its extraction, and whether a signal notices the
// entries of others.
import { Receiver, SignalSource } from '@kos/notice'
import { PromiseWaiter } from '@kos/thread'
import { defineCase, limit, own } from '../case.ts'
import type { Batch, RatioCase, Reference } from '../case.ts'
import { consume } from '../sink.ts'

const changed = 1
const million = 1_000_000
const perReceiver = 62_500

/** A number put at the end of an array and taken from its front. */
const pushShift: Reference = limit('array push + shift', {
  awaits: false,
  start: () => {
    const queue: number[] = []
    return (iterations) => {
      let sum = 0
      for (let i = 0; i < iterations; i++) {
        queue.push(i)
        sum = (sum + (queue.shift() ?? 0)) | 0
      }
      consume(sum)
    }
  },
})

/** Signals a subject and takes the notification, which is there: nobody waits. */
export const noticeSetGet: RatioCase = defineCase({
  name: 'notice/set-get',
  awaits: false,
  start: () => {
    const subject = new SignalSource()
    const receiver = new Receiver()
    receiver.subscribe(subject, changed, 1)
    const waiter = new PromiseWaiter()
    let sum = 0
    const sink = { accept: (id: number, mask: number): void => void (sum = (sum + id + mask) | 0) }
    return (iterations) => {
      sum = 0
      for (let i = 0; i < iterations; i++) {
        subject.signal(changed)
        if (receiver.take(waiter, 0, 1, sink) !== 0) throw new Error('There was no notification')
      }
      consume(sum)
    }
  },
  against: [pushShift],
})

/** Signals a subject that nobody subscribed to; `crowd` stays alive. */
function signalNobody(crowd: unknown): Batch {
  const subject = new SignalSource()
  return (iterations) => {
    for (let i = 0; i < iterations; i++) subject.signal(changed)
    consume([subject.subscriptions, crowd])
  }
}

/** Signals a subject that nobody subscribed to, while a million others have their entries. */
export const noticeSignal: RatioCase = defineCase({
  name: 'notice/signal',
  awaits: false,
  start: () => {
    const crowd = Array.from({ length: million / perReceiver }, () => {
      const receiver = new Receiver()
      for (let id = 0; id < perReceiver; id++) {
        if (receiver.subscribe(new SignalSource(), changed, id) !== 0) throw new Error('No entry')
      }
      return receiver
    })
    return signalNobody(crowd)
  },
  against: [own('itself alone', { awaits: false, start: () => signalNobody(null) })],
})
