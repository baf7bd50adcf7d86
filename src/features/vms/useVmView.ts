import { useCallback } from "react";
import { useAddressView } from "@/hooks/useAddressView.ts";
import {
  deviceDefaults,
  rememberColumns,
  rememberMode,
  usualMode,
} from "./deviceView.ts";
import { readView, writeView, type VmView } from "./vmView.ts";

/** How the list of guests is shown: in the address, see {@link useAddressView}, and the device keeps its part of it. */
export function useVmView() {
  const { view, changeView: changeInAddress } = useAddressView(viewOf, query);

  const changeView = useCallback(
    (change: Partial<VmView>) => {
      // A link to another view changes nothing of what was chosen on this device.
      if (change.mode) rememberMode(change.mode);
      if (change.columns) rememberColumns(change.columns);
      changeInAddress(change);
    },
    [changeInAddress],
  );

  return { view, changeView };
}

/** What the list shows at an address. */
export function viewOf(search: string): VmView {
  return readView(new URLSearchParams(search), deviceDefaults());
}

function query(view: VmView): URLSearchParams {
  return writeView(view, usualMode());
}
