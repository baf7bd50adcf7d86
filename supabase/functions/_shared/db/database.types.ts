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
      assignment_rules: {
        Row: {
          can_console: boolean;
          can_power: boolean;
          can_view: boolean;
          created_at: string;
          id: string;
          kind: string;
          updated_at: string;
          user_id: string;
          value: string;
        };
        ComputedFields: never;
        Insert: {
          can_console?: boolean;
          can_power?: boolean;
          can_view?: boolean;
          created_at?: string;
          id?: string;
          kind: string;
          updated_at?: string;
          user_id: string;
          value: string;
        };
        Update: {
          can_console?: boolean;
          can_power?: boolean;
          can_view?: boolean;
          created_at?: string;
          id?: string;
          kind?: string;
          updated_at?: string;
          user_id?: string;
          value?: string;
        };
        Relationships: [];
      };
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
          theme: string;
          time_zone: string;
          updated_at: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          email?: string | null;
          id: string;
          name?: string;
          theme?: string;
          time_zone?: string;
          updated_at?: string;
        };
        Update: {
          created_at?: string;
          email?: string | null;
          id?: string;
          name?: string;
          theme?: string;
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
          deactivated_at: string | null;
          deactivated_by: string | null;
          deactivated_reason: string | null;
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
          was_active: boolean | null;
        };
        ComputedFields: never;
        Insert: {
          ca_certificate?: string | null;
          cluster_name?: string | null;
          created_at?: string;
          deactivated_at?: string | null;
          deactivated_by?: string | null;
          deactivated_reason?: string | null;
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
          was_active?: boolean | null;
        };
        Update: {
          ca_certificate?: string | null;
          cluster_name?: string | null;
          created_at?: string;
          deactivated_at?: string | null;
          deactivated_by?: string | null;
          deactivated_reason?: string | null;
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
          was_active?: boolean | null;
        };
        Relationships: [];
      };
      saved_views: {
        Row: {
          created_at: string;
          id: string;
          is_default: boolean;
          name: string;
          query: string;
          slot: number;
          updated_at: string;
          user_id: string;
        };
        ComputedFields: never;
        Insert: {
          created_at?: string;
          id?: string;
          is_default?: boolean;
          name: string;
          query: string;
          slot: number;
          updated_at?: string;
          user_id?: string;
        };
        Update: {
          created_at?: string;
          id?: string;
          is_default?: boolean;
          name?: string;
          query?: string;
          slot?: number;
          updated_at?: string;
          user_id?: string;
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
          deactivated_at: string | null;
          deactivated_by: string | null;
          deactivated_reason: string | null;
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
          was_active: boolean | null;
        }[];
        SetofOptions: {
          from: "*";
          to: "proxmox_servers";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      assign_guests: {
        Args: {
          p_can_console?: boolean;
          p_can_power?: boolean;
          p_user_ids: string[];
          p_vmids: number[];
        };
        Returns: number;
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
          deactivated_at: string | null;
          deactivated_by: string | null;
          deactivated_reason: string | null;
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
          was_active: boolean | null;
        }[];
        SetofOptions: {
          from: "*";
          to: "proxmox_servers";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      close_console: { Args: { p_console_id: string }; Returns: undefined };
      deactivate_server: {
        Args: { p_admin_id: string; p_reason: string; p_server_id: string };
        Returns: {
          ca_certificate: string | null;
          cluster_name: string | null;
          created_at: string;
          deactivated_at: string | null;
          deactivated_by: string | null;
          deactivated_reason: string | null;
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
          was_active: boolean | null;
        }[];
        SetofOptions: {
          from: "*";
          to: "proxmox_servers";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      delete_own_account: {
        Args: Record<PropertyKey, never>;
        Returns: undefined;
      };
      export_own_data: { Args: Record<PropertyKey, never>; Returns: Json };
      has_role: {
        Args: {
          _role: Database["public"]["Enums"]["app_role"];
          _user_id: string;
        };
        Returns: boolean;
      };
      installation_state: {
        Args: Record<PropertyKey, never>;
        Returns: {
          active_servers: number;
          admin_requires_mfa: boolean;
          admins: number;
          admins_without_second_factor: number;
          deactivated_servers: number;
          failing_servers: number;
          failures: Json;
          migrations: number;
          newest_migration: string;
          open_consoles: number;
          people: number;
          postgres_version: string;
          servers: number;
        }[];
      };
      is_admin: { Args: Record<PropertyKey, never>; Returns: boolean };
      issue_console_ticket: {
        Args: {
          p_kind: string;
          p_node: string;
          p_replaces: string;
          p_rule_id?: string;
          p_server_id: string;
          p_session_id: string;
          p_ticket_hash: string;
          p_type: string;
          p_user_id: string;
          p_vmid: number;
        };
        Returns: string;
      };
      list_all_servers: {
        Args: {
          p_limit?: number;
          p_offset?: number;
          p_search?: string;
          p_state?: string;
          p_user_id?: string;
        };
        Returns: {
          created_at: string;
          deactivated_at: string;
          deactivated_by: string;
          deactivated_reason: string;
          host: string;
          id: string;
          is_active: boolean;
          last_connected_at: string;
          last_error_code: string;
          name: string;
          owner_email: string;
          owner_name: string;
          port: number;
          proxmox_version: string;
          token_id: string;
          total: number;
          trust_mode: string;
          user_id: string;
        }[];
      };
      list_people: {
        Args: {
          p_admins_only?: boolean;
          p_limit?: number;
          p_offset?: number;
          p_search?: string;
          p_sort?: string;
        };
        Returns: {
          assignments: number;
          created_at: string;
          deactivated_servers: number;
          email: string;
          failing_servers: number;
          has_second_factor: boolean;
          id: string;
          is_admin: boolean;
          last_sign_in_at: string;
          name: string;
          rules: number;
          servers: number;
          total: number;
        }[];
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
      reactivate_server: {
        Args: { p_admin_id: string; p_server_id: string };
        Returns: {
          ca_certificate: string | null;
          cluster_name: string | null;
          created_at: string;
          deactivated_at: string | null;
          deactivated_by: string | null;
          deactivated_reason: string | null;
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
          was_active: boolean | null;
        }[];
        SetofOptions: {
          from: "*";
          to: "proxmox_servers";
          isOneToOne: false;
          isSetofReturn: true;
        };
      };
      record_outcomes: { Args: { p_outcomes: Json }; Returns: undefined };
      record_test: {
        Args: { p_finding: Json; p_server_id: string; p_user_id: string };
        Returns: {
          ca_certificate: string | null;
          cluster_name: string | null;
          created_at: string;
          deactivated_at: string | null;
          deactivated_by: string | null;
          deactivated_reason: string | null;
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
          was_active: boolean | null;
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
      unassign_guests: {
        Args: { p_user_ids: string[]; p_vmids: number[] };
        Returns: number;
      };
      vault_keys: {
        Args: { p_key_checks: Json };
        Returns: {
          fits: boolean;
          key_id: number;
          tokens: number;
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
