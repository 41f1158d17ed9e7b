// Delivery of messages as one kernel does it: the policy decides, the kernel hears of what it denies,
// and the probe hears of each message that arrives.
//
// Delivery itself is in `@kos/ipc`; who sends and receives, in `ipc.ts`.

import { MessageTransfer } from '@kos/ipc'
import type { Thread } from '@kos/thread'
import type { KernelCore } from '../kernel-core.ts'

/** What delivers the messages of a kernel. */
export function transferOf(kernel: KernelCore): MessageTransfer {
  const { monitor, handles, ids, probe } = kernel
  const transfer = new MessageTransfer({
    monitor,
    handles,
    ids,
    onDenied: (event, denial) => kernel.denied(event, denial),
  })
  if (probe === null) return transfer
  transfer.probe = {
    requested(client, server) {
      const { requestKind } = client
      if (requestKind === null) return
      probe.requested?.(
        client.process.sid,
        server.process.sid,
        client.waiter as Thread,
        server.waiter as Thread,
        requestKind.head,
      )
    },
    answered: (client, server) =>
      probe.answered?.(
        client.process.sid,
        server.process.sid,
        client.waiter as Thread,
        server.waiter as Thread,
      ),
  }
  return transfer
}
