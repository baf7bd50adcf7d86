import { environment } from "@/lib/env.ts";
import { Notice } from "@/components/Notice.tsx";
import { isHostedSupabase, isPrivateAddress } from "./privateAddress.ts";

/** Says before a test has to: what runs at Supabase reaches no private network, whatever its policy is. */
export function PrivateAddressNotice({ host }: { host: string }) {
  if (!isPrivateAddress(host) || !isHostedSupabase(environment().supabaseUrl))
    return null;

  return (
    <Notice tone="warning">
      <p>
        This is a private address, and this Muster runs at Supabase, from where
        your network cannot be reached. Two ways out:
      </p>
      <ul className="list-disc space-y-1 pl-5">
        <li>Run Muster inside that network: npm start on any machine there.</li>
        <li>
          Give Proxmox VE a public name by a tunnel (Cloudflare Tunnel,
          Tailscale Funnel, a reverse proxy), and enter that name.
        </li>
      </ul>
    </Notice>
  );
}
