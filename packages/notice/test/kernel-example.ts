import {
  HANDLE_TYPE_USER_FIRST,
  HandleTable,
  KernelObject,
  OCAP_HANDLE_SET_EVENT,
} from '@kos/handles'
import {
  EVENT_OBJECT_DESTROYED,
  NoticeObserver,
  OBJECT_EVENT_USER,
  Receiver,
  signalByUser,
} from '@kos/notice'
import { INFINITE_TIMEOUT, type LocalThread, Scheduler, spawn, VirtualClock } from '@kos/thread'

const PAGE_TURNED = OBJECT_EVENT_USER(1)
const scheduler = new Scheduler({ clock: new VirtualClock() })
const table = new HandleTable({
  entropy: () => scheduler.clock.entropy(),
  observer: new NoticeObserver(),
})
const [provider, reader] = [table.createSpace(), table.createSpace()]
const book = new KernelObject(HANDLE_TYPE_USER_FIRST, provider, 0, null)
const handle = provider.create(book, 0)

const receiver = new Receiver()
receiver.subscribe(book, PAGE_TURNED | EVENT_OBJECT_DESTROYED, 42)

export const log: string[] = []
const sink = {
  accept: (id: number, mask: number): number => log.push(`entry ${id}: ${mask.toString(16)}`),
}

// A thread that takes up to 16 notifications at a time, and waits for the first of them.
async function collect(self: LocalThread): Promise<void> {
  while ((await self.wait(receiver.take(self.thread, INFINITE_TIMEOUT, 16, sink))) === 0) continue
}
export const collector = spawn(scheduler, collect)

const another = spawn(scheduler, async (self) => {
  signalByUser(book, reader, OCAP_HANDLE_SET_EVENT, PAGE_TURNED) // rcOk: its handle has the right
  await self.yield()
  provider.close(handle) // the last handle: the book is gone
  await self.yield()
  receiver.release()
})
await another.ended
