import { useAddressView } from "@/hooks/useAddressView.ts";
import {
  readAssignmentsView,
  writeAssignmentsView,
} from "./assignmentsView.ts";

/** What the page shows: in the address, see {@link useAddressView}. */
export function useAssignmentsView() {
  return useAddressView(readAssignmentsView, writeAssignmentsView);
}
