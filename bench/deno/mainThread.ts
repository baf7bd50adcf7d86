/** Milliseconds on a processor, of the thread that runs the script (Linux: proc(5), schedstat). */
export function mainThreadMs(): number {
  const [onCpu = ""] = Deno.readTextFileSync("/proc/self/schedstat").split(" ");
  return Number(onCpu) / 1e6;
}
