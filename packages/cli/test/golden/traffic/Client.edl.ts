// Made by `kos gen` from traffic/Client.edl. Do not edit.
/* eslint-disable */

/** The endpoints of traffic.Client, in the order of their RIIDs: `program({ endpoints }, ...)`. */
export const endpoints: {
} = {
}

/** Every name that an endpoint has: by the type of its component, and by the way to it. */
export const endpointInfo: readonly { readonly name: string; readonly riid: number; readonly interface: string }[] = [
]
