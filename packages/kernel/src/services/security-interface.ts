// Security interfaces, for programs: a process asks the security module about a message of its own.
// What is checked is in `@kos/ipc`.

import { SecurityRequests } from '@kos/ipc'
import type { SecurityTransportApi } from '@kos/libkos'
import { callsOf, securityContract } from '@kos/libkos/abi'
import { securityLibrary } from '@kos/libkos/libraries'
import { rcOk } from '@kos/retcode'
import { lookAgain } from '../host-code.ts'
import { defineService, type Service } from '../service.ts'

const calls = /* @__PURE__ */ callsOf(securityContract)

/** Security interfaces: a process asks the policy about messages of its own. */
export function securityInterface(): Service<'security', SecurityTransportApi> {
  return defineService({
    name: 'security',
    contract: securityContract,
    library: securityLibrary,
    start(kernel) {
      const { monitor, ids } = kernel
      const requests = new SecurityRequests({
        monitor,
        ids,
        onDenied: (event, denial) => kernel.denied(event, denial),
      })
      return {
        handlers: {
          Ask(thread, request, arena, arenaSize) {
            const { state } = thread.thread
            const stands = (): number => lookAgain(thread, state, calls.Ask)
            const mayCommit = (): boolean => stands() === rcOk
            const rc = requests.ask(thread.task, request, arena, arenaSize, mayCommit)
            // A rule or a listener may have ended the thread.
            const now = stands()
            return now === rcOk ? rc : now
          },
        },
      }
    },
  })
}
