// What a name server is asked: an interface like any other. The server is `name-server.ts`, the documented functions are `ns_api.ts`.
//
// A publisher registers first, and is given a handle that stands for it. When the last handle of that is gone, because its process closed it
// or ended, so are all endpoints that it published.

import {
  defineInterface,
  handle,
  type HandleDesc,
  type HandleLike,
  type Interface,
  sint32,
  string,
  type Type,
  uint32,
} from '@kos/idl'
import { publishedNameLength } from '../../limits.ts'

type Name = Type<string>
type Code = { readonly rc: Type<number> }
type Entry = {
  readonly registration: Type<HandleDesc, HandleLike>
  readonly type: Name
  readonly server: Name
  readonly service: Name
}

const name: Name = /* @__PURE__ */ string(publishedNameLength)
const entry: Entry = { registration: handle, type: name, server: name, service: name }
const code: Code = { rc: sint32 }

/** The interface of name servers; errors are return codes. */
export const NameService: Interface<{
  readonly Register: { readonly out: { readonly registration: Type<HandleDesc, HandleLike> }; readonly error: Code }
  readonly Publish: { readonly in: Entry; readonly error: Code }
  readonly UnPublish: { readonly in: Entry; readonly error: Code }
  readonly Enumerate: {
    readonly in: { readonly type: Name; readonly index: Type<number> }
    readonly out: { readonly server: Name; readonly service: Name }
    readonly error: Code
  }
}> = /* @__PURE__ */ defineInterface('kl.core.NameServer', {
  Register: { out: { registration: handle }, error: code },
  Publish: { in: entry, error: code },
  UnPublish: { in: entry, error: code },
  Enumerate: { in: { type: name, index: uint32 }, out: { server: name, service: name }, error: code },
})

/** Name of static connections to a name server (documented), and of its class. */
export const nameServerClass = 'kl.core.NameServer'
/** Name of the process that is asked if nothing else is said (documented), and of the endpoint it serves. */
export const defaultNameServer = 'ns'
