import { unixTime, type Storage, type Volume } from "./state.ts";

/** Installation images and templates that any Proxmox VE has lying about. */
export function stockImages(
  storage: Storage,
  node: string,
  seed: number,
): Volume[] {
  const ctime = unixTime() - 86_400 * (30 + (seed % 200));
  const images: Volume[] = [];
  if (storage.content.includes("iso")) {
    images.push({
      volid: `${storage.storage}:iso/debian-12.11.0-amd64-netinst.iso`,
      content: "iso",
      format: "iso",
      size: 702_545_920,
      ctime,
      node,
    });
  }
  if (storage.content.includes("vztmpl")) {
    images.push({
      volid: `${storage.storage}:vztmpl/debian-12-standard_12.7-1_amd64.tar.zst`,
      content: "vztmpl",
      format: "tzst",
      size: 126_515_062,
      ctime,
      node,
    });
  }
  return images;
}
