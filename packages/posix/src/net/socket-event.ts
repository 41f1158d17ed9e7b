// The event by which a network process tells the clients of a socket of changes.

import { OBJECT_EVENT_SPEC } from '@kos/libkos'

/** What a client is signalled: it is worth another attempt. */
export const socketChangedEvent: number = /* @__PURE__ */ OBJECT_EVENT_SPEC(1)
