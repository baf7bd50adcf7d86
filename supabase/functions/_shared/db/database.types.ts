export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[];

export type Database = {
  public: {
    Tables: {
      audit_log: {
        Row: {
          action: string;
          actor: string | null;
          at: string;
          detail: NonNullable<Json>;
          error_code: string | null;
          id: number;
          ip: string | null;
          node: string | null;
          outcome: string;
          owner: string | null;
          request_id: string | null;
          server_id: string | null;
          server_name: string | null;
          upid: string | null;
          user_agent: string | null;
          vmid: number | null;
        };
        ComputedFields: never;
        Insert: {
          action: string;
          actor?: string | null;
          at?: string;
          detail?: NonNullable<Json>;
          error_code?: string | null;
          id?: never;
          ip?: string | null;
          node?: string | null;
          outcome: string;
          owner?: string | null;
          request_id?: string | null;
          server_id?: string | null;
          server_name?: string | null;
          upid?: string | null;
          user_agent?: string | null;
          vmid?: number | null;
        };
        Update: {
          action?: string;
          actor?: string | null;
          at?: string;
          detail?: NonNullable<Json>;
          error_code?: string | null;
          id?: never;
          ip?: string | null;
          node?: string | null;
          outcome?: string;
          owner?: string | null;
          request_id?: string | null;
          server_id?: string | null;
          server_name?: string | null;
          upid?: string | null;
          user_agent?: string | null;
          vmid?: number | null;
        };
        Relationships: [];
      };
      profiles: {
        Row: {
          created_at: string;
          email: string | null;
          id: string;
          name: string;
          time_zone: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          email?: string | null;
          id: string;
          name?: string;
          time_zone?: string;
          updated_at?: string;
        };
        Update: {
          created_at?: string;
          email?: string | null;
          id?: string;
          name?: string;
          time_zone?: string;
          updated_at?: string;
        };
        Relationships: [];
      };
      proxmox_servers: {
        Row: {
          ca_certificate: string | null;
          cluster_name: string | null;
          created_at: string;
          fingerprint: string | null;
          host: string;
          id: string;
          is_active: boolean;
          last_connected_at: string | null;
          last_error_code: string | null;
          name: string;
          pinned_certificate: Json | null;
          port: number;
          proxmox_version: string | null;
          server_name: string | null;
          slot: number;
          token_expires_at: string | null;
          token_id: string;
          trust_mode: string;
          updated_at: string;
          user_id: string;
          verify_ssl: boolean;
          version: number;
        };
        ComputedFields: never;
        Insert: {
          ca_certificate?: string | null;
          cluster_name?: string | null;
          created_at?: string;
          fingerprint?: string | null;
          host: string;
          id?: string;
          is_active?: boolean;
          last_connected_at?: string | null;
          last_error_code?: string | null;
          name: string;
          pinned_certificate?: Json | null;
          port?: number;
          proxmox_version?: string | null;
          server_name?: string | null;
          slot: number;
          token_expires_at?: string | null;
          token_id: string;
          trust_mode?: string;
          updated_at?: string;
          user_id: string;
          verify_ssl?: never;
          version?: number;
        };
        Update: {
          ca_certificate?: string | null;
          cluster_name?: string | null;
          created_at?: string;
          fingerprint?: string | null;
          host?: string;
          id?: string;
          is_active?: boolean;
          last_connected_at?: string | null;
          last_error_code?: string | null;
          name?: string;
          pinned_certificate?: Json | null;
          port?: number;
          proxmox_version?: string | null;
          server_name?: string | null;
          slot?: number;
          token_expires_at?: string | null;
          token_id?: string;
          trust_mode?: string;
          updated_at?: string;
          user_id?: string;
          verify_ssl?: never;
          version?: number;
        };
        Relationships: [];
      };
      user_roles: {
        Row: {
          granted_at: string;
          granted_by: string | null;
          role: Database["public"]["Enums"]["app_role"];
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          granted_at?: string;
          granted_by?: string | null;
          role: Database["public"]["Enums"]["app_role"];
          user_id: string;
        };
        Update: {
          granted_at?: string;
          granted_by?: string | null;
          role?: Database["public"]["Enums"]["app_role"];
          user_id?: string;
        };
        Relationships: [];
      };
      vm_assignments: {
        Row: {
          can_console: boolean;
          can_power: boolean;
          can_view: boolean;
          created_at: string;
          id: string;
          node: string | null;
          updated_at: string;
          user_id: string;
          vmid: number;
        };
        ComputedFields: never;
        Insert: {
          can_console?: boolean;
          can_power?: boolean;
          can_view?: boolean;
          created_at?: string;
          id?: string;
          node?: string | null;
          updated_at?: string;
          user_id: string;
          vmid: number;
        };
        Update: {
          can_console?: boolean;
          can_power?: boolean;
          can_view?: boolean;
          created_at?: string;
          id?: string;
          node?: string | null;
          updated_at?: string;
          user_id?: string;
          vmid?: number;
        };
        Relationships: [];
      };
    };
    Views: {
      [_ in never]: never;
    };
    Functions: {
      add_server: {
        Args: {
          p_host: string;
          p_key_check: string;
          p_key_id: number;
          p_name: string;
          p_port: number;
          p_row_key: string;
          p_server_id: string;
          p_token: string;
          p_trust: Json;
          p_user_id: string;
        };
        Returns: {
          ca_certificate: string | null;
          cluster_name: string | null;
          created_at: string;
          fingerprint: string | null;
          host: string;
          id: string;
          is_active: boolean;
          last_connected_at: string | null;
          last_error_code: string | null;
          name: string;
          pinned_certificate: Json | null;
          port: number;
          proxmox_version: string | null;
          server_name: string | null;
          slot: number;
          token_expires_at: string | null;
          token_id: string;
          trust_mode: string;
          updated_at: string;
          user_id: string;
          verify_ssl: boolean;
          version: number;
        }[];
        SetofOptions: {
          from: "*";
          to: "proxmox_servers";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      change_server: {
        Args: {
          p_host: string;
          p_is_active: boolean;
          p_key_check?: string;
          p_key_id?: number;
          p_name: string;
          p_port: number;
          p_row_key?: string;
          p_server_id: string;
          p_token?: string;
          p_trust: Json;
          p_user_id: string;
          p_version: number;
        };
        Returns: {
          ca_certificate: string | null;
          cluster_name: string | null;
          created_at: string;
          fingerprint: string | null;
          host: string;
          id: string;
          is_active: boolean;
          last_connected_at: string | null;
          last_error_code: string | null;
          name: string;
          pinned_certificate: Json | null;
          port: number;
          proxmox_version: string | null;
          server_name: string | null;
          slot: number;
          token_expires_at: string | null;
          token_id: string;
          trust_mode: string;
          updated_at: string;
          user_id: string;
          verify_ssl: boolean;
          version: number;
        }[];
        SetofOptions: {
          from: "*";
          to: "proxmox_servers";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      close_console: { Args: { p_console_id: string }; Returns: undefined };
      has_role: {
        Args: {
          _role: Database["public"]["Enums"]["app_role"];
          _user_id: string;
        };
        Returns: boolean;
      };
      is_admin: { Args: Record<PropertyKey, never>; Returns: boolean };
      issue_console_ticket: {
        Args: {
          p_kind: string;
          p_node: string;
          p_replaces: string;
          p_server_id: string;
          p_session_id: string;
          p_ticket_hash: string;
          p_type: string;
          p_user_id: string;
          p_vmid: number;
        };
        Returns: string;
      };
      log_safety: {
        Args: Record<PropertyKey, never>;
        Returns: {
          reason: string;
          setting: string;
          value: string;
        }[];
      };
      open_tokens: {
        Args: { p_key_checks: Json; p_row_keys: Json; p_user_id: string };
        Returns: {
          failure: string;
          key_id: number;
          server_id: string;
          token: string;
        }[];
      };
      record_outcomes: { Args: { p_outcomes: Json }; Returns: undefined };
      record_test: {
        Args: { p_finding: Json; p_server_id: string; p_user_id: string };
        Returns: {
          ca_certificate: string | null;
          cluster_name: string | null;
          created_at: string;
          fingerprint: string | null;
          host: string;
          id: string;
          is_active: boolean;
          last_connected_at: string | null;
          last_error_code: string | null;
          name: string;
          pinned_certificate: Json | null;
          port: number;
          proxmox_version: string | null;
          server_name: string | null;
          slot: number;
          token_expires_at: string | null;
          token_id: string;
          trust_mode: string;
          updated_at: string;
          user_id: string;
          verify_ssl: boolean;
          version: number;
        }[];
        SetofOptions: {
          from: "*";
          to: "proxmox_servers";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      redeem_console_ticket: {
        Args: { p_limit?: number; p_ticket_hash: string };
        Returns: {
          console_id: string;
          kind: string;
          node: string;
          server: Json;
          server_id: string;
          session_id: string;
          type: string;
          user_id: string;
          vmid: number;
        }[];
      };
      remove_server: {
        Args: { p_server_id: string; p_user_id: string };
        Returns: undefined;
      };
      renew_console: { Args: { p_console_id: string }; Returns: boolean };
      rotate_token: {
        Args: {
          p_key_check: string;
          p_key_id: number;
          p_old_key_id: number;
          p_old_row_key: string;
          p_row_key: string;
          p_server_id: string;
        };
        Returns: string;
      };
      take_from_limit: {
        Args: {
          p_action: string;
          p_count?: number;
          p_limit: number;
          p_user_id: string;
          p_window_seconds: number;
        };
        Returns: number;
      };
      tokens_to_rotate: {
        Args: { p_after?: string; p_key_id: number; p_limit?: number };
        Returns: {
          host: string;
          key_id: number;
          port: number;
          server_id: string;
          user_id: string;
        }[];
      };
      write_audit: { Args: { p_entries: Json }; Returns: undefined };
    };
    Enums: {
      app_role: "admin" | "user";
    };
    CompositeTypes: {
      [_ in never]: never;
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<
  keyof Database,
  "public"
>];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals;
}
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R;
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] &
        DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] &
        DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R;
      }
      ? R
      : never
    : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals;
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I;
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I;
      }
      ? I
      : never
    : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    keyof DefaultSchema["Tables"] | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals;
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U;
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U;
      }
      ? U
      : never
    : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    keyof DefaultSchema["Enums"] | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals;
}
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals;
}
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never;

export const Constants = {
  public: {
    Enums: {
      app_role: ["admin", "user"],
    },
  },
} as const;
