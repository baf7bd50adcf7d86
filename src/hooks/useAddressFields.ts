import { useSearchParams } from "react-router-dom";

/** The fields of the address, and a function that changes one of them in place: no step back for each choice. An empty value takes it out. */
export function useAddressFields() {
  const [params, setParams] = useSearchParams();

  function setField(field: string, value: string) {
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === "") next.delete(field);
        else next.set(field, value);
        return next;
      },
      { replace: true },
    );
  }

  return [params, setField] as const;
}
