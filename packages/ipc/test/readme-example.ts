import { defineInterface, plainHandles, string, uint32 } from '@kos/idl'
import { MessageTransfer, Listener, IpcThread, Received } from '@kos/ipc'
import { rcOk, rcSecurityDisallow } from '@kos/retcode'
import { createMonitor, definePolicy, request, response } from '@kos/security'
import { type LocalThread, Scheduler, spawn, VirtualClock } from '@kos/thread'

const Greeter = defineInterface('demo.Greeter', {
  Greet: { in: { name: string(32) }, out: { visits: uint32 } },
})

// Who may say what to whom. Everything else is denied.
const policy = definePolicy(
  request('Guest', 'Host', Greeter.Greet, ({ message }) => message.name !== ''),
  response('Host', 'Guest', Greeter.Greet),
)
const transfer = new MessageTransfer({ monitor: createMonitor(policy) })

// Two processes, as far as messages are concerned, and a channel between them.
const host = {
  className: 'Host',
  sid: 1,
  space: null,
  endpoints: [{ name: 'greeter', interface: Greeter }],
}
const guest = { className: 'Guest', sid: 2, space: null, endpoints: [] }
const listener = new Listener(transfer, host, 'door')
const channel = listener.connect()

const log: string[] = []

async function serve(self: LocalThread): Promise<void> {
  const { request, response } = Greeter.Greet
  const ipcThread = new IpcThread(self.thread, host, self.thread.tid)
  const [bytes, arena] = [new Uint8Array(request.size), new Uint8Array(request.arenaSize)]
  const answer = new Uint8Array(response.size)
  for (
    let visits = 1;
    (await self.wait(listener.receive(ipcThread, bytes, arena))) === rcOk;
    visits++
  ) {
    log.push(`hello, ${request.decode(new DataView(bytes.buffer), arena, plainHandles).name}`)
    response.encode({ visits }, 0, new DataView(answer.buffer), arena)
    listener.reply(ipcThread, ipcThread.results[Received.senderTid] ?? 0, answer, arena, 0)
  }
  log.push('the door is closed')
}

async function visit(self: LocalThread): Promise<void> {
  const { request, response } = Greeter.Greet
  const ipcThread = new IpcThread(self.thread, guest, self.thread.tid)
  const [bytes, arena] = [new Uint8Array(request.size), new Uint8Array(request.arenaSize)]
  const answer = new Uint8Array(response.size)
  for (const name of ['Ada', '', 'Edsger']) {
    const used = request.encode({ name }, 0, new DataView(bytes.buffer), arena)
    const rc = await self.wait(channel.call(ipcThread, bytes, arena, used, answer, arena))
    if (rc === rcSecurityDisallow) log.push('nameless guests are not let in')
    else
      log.push(`visit ${response.decode(new DataView(answer.buffer), arena, plainHandles).visits}`)
  }
  listener.close()
}

export async function run(): Promise<string[]> {
  const scheduler = new Scheduler({ clock: new VirtualClock() })
  const threads = [spawn(scheduler, serve), spawn(scheduler, visit)]
  await Promise.all(threads.map(({ ended }) => ended))
  return log
}

// hello, Ada
// visit 1
// nameless guests are not let in
// hello, Edsger
// visit 2
// the door is closed
