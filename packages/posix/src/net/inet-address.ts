// Addresses of AF_INET as texts: four numbers with dots.

/** The number of `a.b.c.d`, the first byte the highest; null if it is none of that form. */
export function parseInetAddress(text: string): number | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  let address = 0
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null
    address = address * 256 + Number(part)
  }
  return address
}

/** The text of an address. */
export function formatInetAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}
